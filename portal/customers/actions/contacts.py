"""What was sent to whom, and where nothing is sent any more: the contact ledger and the suppression list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from portal.accounts import audit
from portal.core import pruning
from portal.core.clock import now
from portal.core.many import listed
from portal.customers import gate, identify
from portal.customers.enums import IDENTIFIER_OF, ContactChannel, Purpose, SuppressionReason
from portal.customers.models import Contact, Identifier, Suppression


@dataclass(frozen=True)
class Made:
    """One contact that was made. `reference` says which thing was sent, e.g. 'messaging.message:12'."""

    party_id: int
    channel: str
    purpose: str
    reference: str
    identifier_id: int | None = None
    at: datetime = field(default_factory=now)


def note_contacts(rows: Iterable[Made]) -> int:
    """Write down what reached people (or is about to: caps count it from now on); a reference that is noted already stays as it is.

    How many were new. Call it in the transaction that claims what is sent.
    """
    made = [
        Contact(
            party_id=row.party_id, identifier_id=row.identifier_id, channel=ContactChannel(row.channel), purpose=Purpose(row.purpose),
            at=row.at, reference=row.reference,
        )
        for row in rows
    ]  # fmt: skip
    with transaction.atomic():
        there = Contact.objects.filter(reference__in=listed([c.reference for c in made] or [""]))
        known = set(there.values_list("reference", flat=True))
        Contact.objects.bulk_create([c for c in made if c.reference not in known], ignore_conflicts=True, batch_size=500)
    return len({c.reference for c in made} - known)


def note_letter(address: str, reference: str) -> None:
    """A letter of an account went to this address: of the customers who have it, it reached the one who has proved it, else the first."""
    try:
        norm = identify.normal(IDENTIFIER_OF[ContactChannel.EMAIL], address)
    except ValidationError:
        return
    having = Identifier.objects.filter(kind=IDENTIFIER_OF[ContactChannel.EMAIL], value_norm=norm, ended_at=None)
    row = having.order_by(F("verified_at").asc(nulls_last=True), "pk").first()
    if row is not None:
        note_contacts([Made(row.party_id, ContactChannel.EMAIL, Purpose.ACCOUNT, reference, row.pk)])


def drop_contacts(references: Iterable[str]) -> int:
    """What was noted did not reach anybody after all: it no longer counts. How many."""
    return Contact.objects.filter(reference__in=listed(list(references) or [""])).delete()[0]


def suppress(
    address: str, channel: str, *, reason: str, purpose: str = "", note: str = "", at: datetime | None = None, by: Any = None
) -> Suppression:
    """Send nothing to this address on this channel any more, for one purpose or ('') for all; once is enough.

    A graver reason (the address does not exist, staff blocked it) takes the place of a lighter one, because it also stops what is owed.
    """
    way = ContactChannel(channel)
    kind = IDENTIFIER_OF[way]
    row = {"address_hash": gate.address_hash(kind, identify.normal(kind, address)), "channel": way, "purpose": purpose and Purpose(purpose)}
    with transaction.atomic():
        found = _live(row) or _made(row, SuppressionReason(reason), note, at or now())
        if found.reason not in gate.STOPS_OWED and reason in gate.STOPS_OWED:
            found.reason, found.note = SuppressionReason(reason), note[:300]
            found.save(update_fields=["reason", "note"])
        if by is not None:
            audit.note(by, "consent.suppressed", about=found, reason=note)
    return found


def _live(row: dict[str, str]) -> Suppression | None:
    return Suppression.objects.select_for_update().filter(lifted_at=None, **row).first()


def _made(row: dict[str, str], reason: SuppressionReason, note: str, at: datetime) -> Suppression:
    try:
        with transaction.atomic():
            return Suppression.objects.create(reason=reason, note=note[:300], at=at, **row)
    except IntegrityError:  # somebody else was a moment quicker
        return Suppression.objects.get(lifted_at=None, **row)


def lift(suppression: Suppression, *, by: Any, reason: str) -> bool:
    """The address may be written to again, as far as consent goes; whether it was this call that lifted it. ValueError without a reason."""
    if not reason.strip():
        raise ValueError("a suppression is lifted for a reason")
    with transaction.atomic():
        changed = Suppression.objects.filter(pk=suppression.pk, lifted_at=None).update(
            lifted_at=now(), lifted_by=by if getattr(by, "pk", None) else None, lifted_because=reason.strip()[:300]
        )
        if changed and by is not None:
            audit.note(by, "consent.lifted", about=suppression, reason=reason)
    suppression.refresh_from_db()
    return bool(changed)


def lift_own_wish(identifier: Identifier, purpose: str, channel: str) -> int:
    """Who had asked not to be written to, or had left, and agrees anew with a proved address, has lifted that himself. How many rows.

    What the recipient complained of, what bounced and what staff blocked stays.
    """
    rows = Suppression.objects.filter(
        address_hash=gate.address_hash(identifier.kind, identifier.value_norm), channel=channel, purpose__in=["", purpose],
        reason__in=[SuppressionReason.REQUEST, SuppressionReason.ERASURE], lifted_at=None,
    )  # fmt: skip
    return rows.update(lifted_at=now(), lifted_because="agreed anew")


def forget_old_contacts() -> int:
    """Forget contacts older than CONTACT_DAYS: no cap looks that far back. How many."""
    return pruning.forget(Contact.objects.filter(at__lt=now() - timedelta(days=settings.CONTACT_DAYS)))
