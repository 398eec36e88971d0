"""A customer asks for all his data, or leaves: asked, thought over, carried out step by step, and told about.

`carry_out` is the one function that empties what people are known by. Each of its steps is a transaction of its own that notes itself
as done: cut off anywhere, it goes on where it stopped, and doing a step twice does it once.
"""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.accounts import audit
from portal.accounts.actions import erasing as logins
from portal.accounts.roles import is_desk_user
from portal.core import pagecache, privacy
from portal.core.clock import now
from portal.core.events import after_commit
from portal.core.privacy import Subject
from portal.customers import timeline
from portal.customers.actions import contacts
from portal.customers.enums import IDENTIFIER_OF, Channel, ErasureState, ExportState, IdentifierKind, SuppressionReason
from portal.customers.models import DataExport, Erasure, Identifier, Party
from portal.customers.privacy.subjects import packed, subject_of, unpacked
from portal.customers.queries import aliases

logger = logging.getLogger(__name__)
_OPEN = [ErasureState.ASKED, ErasureState.RUNNING]


class StillStaffError(ValueError):
    """Somebody with a role on the desk gives the role back first."""


class AlreadyAskedError(ValueError):
    """One is on its way."""


class TooLateError(ValueError):
    """It has begun, or is over."""


# --- everything about me ----------------------------------------------------------------------------------------------


def ask_export(party: Party, *, by: Any, language: str, reason: str = "") -> DataExport:
    """Have the file made in the background; one at a time. Raises AlreadyAskedError. Staff give a reason, which is logged."""
    whole = aliases.canonical(party)
    own = getattr(by, "pk", None) is not None and Party.objects.filter(pk__in=aliases.ids_of(whole.pk), user=by).exists()
    try:
        with transaction.atomic():
            export = DataExport.objects.create(party=whole, by=by, language=language)
            timeline.record(whole, "privacy.export_asked", actor=by, key=f"export:{export.code}")
            if not own:
                audit.note(by, "privacy.exported", about=whole, reason=reason, details={"export": str(export.code)})
    except IntegrityError as error:
        raise AlreadyAskedError from error
    return export


def finish_export(export: DataExport, *, rows: int, size: int) -> None:
    """The file is there."""
    expires = now() + timedelta(days=settings.EXPORT_DAYS)
    DataExport.objects.filter(pk=export.pk, state=ExportState.ASKED).update(
        state=ExportState.READY, rows=rows, bytes=size, ready_at=now(), expires_at=expires
    )


def note_fetched(export: DataExport, *, by: Any) -> None:
    """Somebody has downloaded the file."""
    DataExport.objects.filter(pk=export.pk).update(fetched=export.fetched + 1)


def drop_old_exports() -> int:
    """Delete files that have expired, and those that belong to no row; returns how many rows expired."""
    gone = DataExport.objects.filter(state=ExportState.READY, expires_at__lte=now()).update(state=ExportState.GONE)
    live = {row.file_name for row in DataExport.objects.exclude(state=ExportState.GONE)}
    folder = settings.EXPORTS_DIR
    for path in folder.glob("*.zip") if folder.is_dir() else []:
        if path.name not in live:
            path.unlink(missing_ok=True)
    return gone


# --- leaving ----------------------------------------------------------------------------------------------------------


def ask_erasure(party: Party, *, by: Any, keep_words: bool, at_once: bool, language: str) -> Erasure:
    """The customer leaves, in ERASURE_DAYS or at once. Raises StillStaffError, AlreadyAskedError."""
    due = now() if at_once else now() + timedelta(days=settings.ERASURE_DAYS)
    return _open(party, by=by, keep_words=keep_words, due_at=due, language=language, on_request=True, reason="")


def order_erasure(party: Party, *, by: Any, reason: str, keep_words: bool, language: str = "en") -> Erasure:
    """An administrator has a customer erased at once, for a reason. Raises StillStaffError, AlreadyAskedError."""
    return _open(party, by=by, keep_words=keep_words, due_at=now(), language=language, on_request=False, reason=reason)


def _open(party: Party, *, by: Any, reason: str, on_request: bool, **fields: Any) -> Erasure:
    whole = aliases.canonical(party)
    members = Party.objects.filter(pk__in=aliases.ids_of(whole.pk)).select_related("user")
    if any(one.user is not None and is_desk_user(one.user) for one in members):
        raise StillStaffError
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(party=whole, by=by, reason=reason[:300], on_request=on_request, **fields)
            timeline.record(whole, "privacy.erasure_asked", actor=by, channel=Channel.WEB, key=f"erasure:{erasure.code}")
            audit.note(by, "privacy.erasure_asked", about=whole, reason=reason, details={"erasure": str(erasure.code)})
    except IntegrityError as error:
        raise AlreadyAskedError from error
    return erasure


def withdraw_erasure(erasure: Erasure, *, by: Any) -> None:
    """The customer stays. Raises TooLateError once it has begun."""
    with transaction.atomic():
        if not Erasure.objects.filter(pk=erasure.pk, state=ErasureState.ASKED).update(state=ErasureState.WITHDRAWN):
            raise TooLateError
        timeline.record(erasure.party, "privacy.erasure_withdrawn", actor=by, key=f"erasure-withdrawn:{erasure.code}")
        audit.note(by, "privacy.erasure_withdrawn", about=erasure.party, details={"erasure": str(erasure.code)})


def begin_erasure(erasure_id: int) -> Erasure | None:
    """Take up an erasure that is due, or one that was cut off; None when there is nothing to do (any more).

    From here on it cannot be withdrawn, and nobody signs in with its logins.
    """
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update().select_related("party").filter(pk=erasure_id, state__in=_OPEN).first()
        if erasure is None or erasure.due_at > now():
            return None
        if erasure.state == ErasureState.ASKED:
            erasure.subject = packed(subject_of(erasure.party, keep_words=erasure.keep_words))
            erasure.state, erasure.started_at = ErasureState.RUNNING, now()
            erasure.save(update_fields=["subject", "state", "started_at"])
            logins.close_logins(unpacked(erasure.subject))
    return erasure


def carry_out(erasure_id: int) -> Erasure | None:
    """Erase everything about the customer, as every table and place declares it; the report is `steps`. None when it is not its time."""
    erasure = begin_erasure(erasure_id)
    if erasure is None:
        return None
    subject = unpacked(erasure.subject)
    step(erasure, "stop", lambda: _stop_addresses(subject))
    for key in privacy.places.keys():  # noqa: SIM118 - a Registry iterates its things
        step(erasure, f"place:{key}", lambda place=privacy.places[key]: place.erase(subject))  # type: ignore[misc]
    for declaration in privacy.in_order():
        if declaration.personal:
            step(erasure, declaration.label, lambda one=declaration: _erased(one, subject))  # type: ignore[misc]
    _close(erasure, subject)
    return erasure


def _erased(declaration: privacy.Declaration, subject: Subject) -> int:
    """How many rows were erased; of tables that are kept as they are, how many there are, for the report."""
    if declaration.erase is None:
        return declaration.rows(subject).count()
    return privacy.erased(declaration, subject)


def step(erasure: Erasure, name: str, work: Any) -> None:
    """One step and the note that it is done, in one transaction."""
    with transaction.atomic():
        held = Erasure.objects.select_for_update().get(pk=erasure.pk)
        if name in held.steps:
            return
        held.steps = held.steps | {name: work()}
        held.save(update_fields=["steps"])


def _stop_addresses(subject: Subject) -> int:
    """Nobody writes to these addresses again by mistake: their fingerprints outlive them."""
    channels = {kind: [way for way, wanted in IDENTIFIER_OF.items() if wanted == kind] for kind in IDENTIFIER_OF.values()}
    count = 0
    for row in Identifier.objects.filter(pk__in=subject.identifier_ids):
        for way in channels.get(IdentifierKind(row.kind), []):
            try:
                contacts.suppress(row.value_norm, way, reason=SuppressionReason.ERASURE)
                count += 1
            except ValidationError:
                continue  # what cannot be an address gets no mail either
    return count


def _close(erasure: Erasure, subject: Subject) -> None:
    with transaction.atomic():
        closed = Erasure.objects.filter(pk=erasure.pk, state=ErasureState.RUNNING).update(
            state=ErasureState.DONE, done_at=now(), subject={}, reason=""
        )
        if closed:
            erasure.party.refresh_from_db()
            audit.note(None, "privacy.erased", about=erasure.party, details={"erasure": str(erasure.code)})
            pagecache.content_changed()
            after_commit(_forget_kept, subject)
    erasure.refresh_from_db()


def _forget_kept(subject: Subject) -> None:
    """What processes keep of pages is replaced by the new version of the content; this one forgets at once."""
    from portal.core import kept  # noqa: PLC0415 - a cache, not a layer

    kept.forget()


def is_due(erasure: Erasure) -> bool:
    """Whether its day has come; one that runs for long was cut off and is due again."""
    if erasure.state == ErasureState.RUNNING:
        return erasure.started_at is not None and erasure.started_at < now() - timedelta(minutes=15)
    return erasure.due_at <= now()
