"""What became of messages: marked after they were handed over, settled when their sender is gone, resolved where nobody can know."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.core.events import announce
from portal.core.many import listed
from portal.customers import actions as customers
from portal.customers import timeline
from portal.customers.actions import contacts
from portal.customers.enums import BASIS_OF, Basis, Channel, ContactChannel, Direction
from portal.messaging import events, journal, references
from portal.messaging.actions import events as receipts
from portal.messaging.actions import sending
from portal.messaging.channels.base import NOT_BEGUN, Outcome, channels
from portal.messaging.enums import Cause, EventKind, MailingClass, MessageState
from portal.messaging.models import Mailing, Message

MOST_TRIES = 8
MOST_RESENT = 3
"""How often a message that is owed leaves again after its sender was killed, before somebody has to look."""
AGAIN = "again"
"""In the journal: failed for now."""
_TOLD_ON = {
    ContactChannel.EMAIL: Channel.EMAIL, ContactChannel.INBOX: Channel.INBOX, ContactChannel.PUSH: Channel.PUSH,
    ContactChannel.SMS: Channel.SMS, ContactChannel.PHONE: Channel.PHONE, ContactChannel.LETTER: Channel.LETTER,
    ContactChannel.FAX: Channel.FAX,
}  # fmt: skip


class NotUnknownError(ValueError):
    """The message is not (or no longer) one of which nobody knows whether it left."""


class Resolution(TextChoices):
    """What staff may say of a message that is unknown."""

    RESEND = "resend", _("Send it again")
    SENT = "sent", _("It was sent")
    NOT_SENT = "not_sent", _("It was not sent")


def mark(sender: UUID, outcomes: Iterable[Outcome], *, titles: Mapping[int, str] | None = None) -> None:
    """Write down what became of messages this sender handed over; `titles` (number → subject) go to the timeline.

    A message that others meanwhile took for lost is marked too: what this sender knows is true.
    """
    by_number = {references.number_of_reference(one.reference): one for one in outcomes}
    with transaction.atomic():
        mine = Message.objects.filter(pk__in=listed(by_number), claim=sender, state__in=[MessageState.CLAIMED, MessageState.UNKNOWN])
        rows = list(mine.order_by("pk").defer("context", "choice").select_for_update())
        pairs = [(row, by_number[row.pk]) for row in rows]
        _mark_sent([(row, one) for row, one in pairs if one.state == MessageState.SENT], titles or {})
        _mark_unknown([(row, one) for row, one in pairs if one.state == MessageState.UNKNOWN])
        failed = [(row, one) for row, one in pairs if one.state == MessageState.FAILED]
        _mark_failed([pair for pair in failed if pair[1].reason != NOT_BEGUN])
        sending.release(sender, [row.pk for row, one in failed if one.reason == NOT_BEGUN], until=now() + sending.LATER)


def _mark_sent(pairs: Sequence[tuple[Message, Outcome]], titles: Mapping[int, str]) -> None:
    if not pairs:
        return
    moment = now()
    numbers = [row.pk for row, _one in pairs]
    Message.objects.filter(pk__in=listed(numbers)).update(state=MessageState.SENT, sent_at=moment, reason="", detail="")
    for row, one in pairs:
        known: dict[str, Any] = {"provider_id": one.provider_id[:200]} if one.provider_id else {}
        if one.cost_minor is not None and one.cost_minor != row.cost_minor:
            known["cost_minor"] = one.cost_minor
        if known:
            Message.objects.filter(pk=row.pk).update(**known)
    mailing_names = dict(Mailing.objects.filter(pk__in={row.mailing_id for row, _one in pairs}).values_list("pk", "name"))
    timeline.record_many(_fact(row, titles.get(row.pk) or mailing_names.get(row.mailing_id or 0, ""), moment) for row, _one in pairs)


def _fact(row: Message, title: str, moment: datetime) -> timeline.Fact:
    return timeline.Fact(
        row.party_id, "messaging.sent", f"sent:{row.pk}", {"title": title[:200], "purpose": row.purpose}, moment,
        _TOLD_ON[ContactChannel(row.channel)], Direction.OUT, row.identifier_id, (Message, row.pk), row.cost_minor,
    )  # fmt: skip


def _mark_unknown(pairs: Sequence[tuple[Message, Outcome]]) -> None:
    for row, one in pairs:
        detail = f"{one.reason} {one.detail}".strip()[:300]
        Message.objects.filter(pk=row.pk).update(state=MessageState.UNKNOWN, reason=Cause.LOST, detail=detail)


def _mark_failed(pairs: Sequence[tuple[Message, Outcome]]) -> None:
    for row, one in pairs:
        given_up = one.again and row.tries + 1 >= MOST_TRIES
        told: dict[str, Any] = {"tries": F("tries") + 1, "reason": one.reason, "detail": one.detail}
        if one.again and not given_up:
            changes = told | {"state": MessageState.QUEUED, "due_at": sending.due_again(row.tries), "claim": None, "handed_at": None}
        else:
            changes = told | {"state": MessageState.FAILED} | ({"reason": Cause.GAVE_UP} if given_up else {})
        Message.objects.filter(pk=row.pk).update(**changes)
        if one.gone:
            _end_address(row, one)
    contacts.drop_contacts(references.reference(row.pk) for row, _one in pairs)


def _end_address(row: Message, one: Outcome) -> None:
    """The carrier says that the address is no more: a mailbox counts as a hard bounce, any other contact point ends."""
    if row.channel == ContactChannel.EMAIL:
        receipts.note_event(row, EventKind.BOUNCED_HARD, detail={"said": one.detail}, provider="carrier")
    elif row.identifier is not None:
        customers.end_identifier(row.identifier, by=None)


# --- senders that are gone ------------------------------------------------------------------------------------------


def settle_dead() -> int:
    """Settle the claims of this machine's senders whose process is gone; returns how many messages."""
    count = 0
    for sender in list(journal.dead_senders()):
        count += settle(sender, journal.read(sender))
        journal.forget(sender)
    return count


def settle_stale() -> int:
    """Settle claims whose sender has been silent for longer than its lease, wherever it ran; returns how many messages."""
    limit = now() - timedelta(seconds=settings.SENDING_LEASE)
    stale = Message.objects.filter(state=MessageState.CLAIMED, claimed_at__lt=limit)
    senders = set(stale.order_by().values_list("claim", flat=True))
    return sum(settle(sender, journal.read(sender), before=limit) for sender in senders if sender)


def settle(sender: UUID, told: journal.Told | None, *, before: datetime | None = None) -> int:
    """What a sender that is gone held: never handed over, it waits again; handed over, its journal says, else it is unknown.

    Settling twice, also at the same moment, is settling once: every row is changed only while it is still claimed by that sender.
    """
    held = Message.objects.filter(claim=sender, state=MessageState.CLAIMED)
    if before is not None:
        held = held.filter(claimed_at__lt=before)
    with transaction.atomic():
        rows = list(held.order_by("pk").select_for_update().values_list("pk", "handed_at", "channel"))
        safe = [number for number, handed_at, channel in rows if handed_at is None or _certainly_not(number, channel, told)]
        sending.release(sender, safe)
        rest = [number for number, _handed, _channel in rows if number not in set(safe)]
        mark(sender, [_told_outcome(number, told) for number in rest])
    return len(rows)


def _certainly_not(number: int, channel: str, told: journal.Told | None) -> bool:
    """It has not left, or leaving twice under one reference is leaving once."""
    way = channels.get(channel)
    if way is not None and way.is_idempotent:
        return told is None or references.reference(number) not in told.ended
    return told is not None and references.reference(number) not in told.begun


def _told_outcome(number: int, told: journal.Told | None) -> Outcome:
    reference = references.reference(number)
    state, reason = told.ended.get(reference, ("", "")) if told else ("", "")
    if state == MessageState.SENT:
        return Outcome(reference, MessageState.SENT)
    if state in {MessageState.FAILED, AGAIN}:
        return Outcome(reference, MessageState.FAILED, reason, again=state == AGAIN)
    return Outcome(reference, MessageState.UNKNOWN, "sender_ended")


# --- messages that are unknown --------------------------------------------------------------------------------------


def resolve_by_policy() -> dict[str, int]:
    """What became unknown: advertising is never sent again; what is owed leaves again under the same Message-ID, a few times."""
    lost = Message.objects.filter(state=MessageState.UNKNOWN, reason=Cause.LOST)
    if not lost.exists():
        return {"again": 0, "kept": 0}
    owed_purposes = [purpose for purpose, basis in BASIS_OF.items() if basis == Basis.CONTRACT]
    owed = Q(mailing__mailing_class=MailingClass.TRANSACTIONAL) | Q(mailing=None, purpose__in=owed_purposes)
    harmless = Q(channel__in=[way.slug for way in channels if way.is_idempotent])
    with transaction.atomic():
        repeat = list(lost.filter(owed | harmless, tries__lt=MOST_RESENT).values_list("pk", flat=True))
        worn = list(lost.filter(owed | harmless, tries__gte=MOST_RESENT).values_list("pk", flat=True))
        again = lost.filter(pk__in=listed(repeat)).update(
            state=MessageState.QUEUED, reason="", tries=F("tries") + 1, due_at=now(), **sending.NOBODYS
        )
        lost.filter(pk__in=listed(worn)).update(reason=Cause.RESENT_TOO_OFTEN)
        kept = lost.exclude(pk__in=listed(repeat)).update(reason=Cause.NOT_RESENT)
        if again:
            announce(events.messages_due)
    return {"again": again, "kept": kept + len(worn)}


def resolve_unknown(message: Message, *, by: Any, how: str) -> None:
    """Staff found out, or decides. Raises NotUnknownError when the message is not unknown (any more)."""
    changes: dict[str, dict[str, Any]] = {
        Resolution.SENT: {"state": MessageState.SENT, "reason": Cause.ASSUMED, "sent_at": message.handed_at or now()},
        Resolution.NOT_SENT: {"state": MessageState.FAILED, "reason": Cause.NOT_ASSUMED},
        Resolution.RESEND: {"state": MessageState.QUEUED, "reason": "", "due_at": now(), **sending.NOBODYS},
    }
    with transaction.atomic():
        if not Message.objects.filter(pk=message.pk, state=MessageState.UNKNOWN).update(**changes[Resolution(how)]):
            raise NotUnknownError(str(message.pk))
        if how != Resolution.SENT:
            contacts.drop_contacts([references.reference(message.pk)])
        if how == Resolution.RESEND:
            announce(events.messages_due)
    message.refresh_from_db()
