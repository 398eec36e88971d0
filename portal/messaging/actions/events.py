"""What comes back of messages: delivery events, and what follows from them for the address and the customer's consent."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from portal.core import pruning
from portal.core.clock import now
from portal.core.events import announce
from portal.customers import timeline
from portal.customers.actions import consent, contacts, preferences
from portal.customers.enums import BASIS_OF, Basis, Channel, ConsentSource, ContactChannel, Direction, Purpose, SuppressionReason
from portal.messaging.enums import EventKind
from portal.messaging.events import events_needed, message_event
from portal.messaging.models import DeliveryEvent, Message

SOFT_BOUNCES = 5
"""After so many messages in a row that were refused for now, within SOFT_WITHIN, an address counts as gone."""
SOFT_WITHIN = timedelta(days=30)
_TOLD = {
    EventKind.BOUNCED_HARD: "messaging.undeliverable", EventKind.COMPLAINED: "messaging.complained", EventKind.REPLIED: "messaging.replied"
}
_TOLD_LATER = {EventKind.OPENED: "messaging.opened", EventKind.CLICKED: "messaging.clicked"}
"""A scanner is known by what else it does in the next moments, so that these wait before they count as a customer's act."""
SETTLED_AFTER = timedelta(seconds=45)
AT_ONCE = timedelta(seconds=4)
"""Nobody follows three links of one mail in so short a time."""


def event_key(message_id: int, kind: str, *, provider: str, recipient: str, at: datetime | None, content: str) -> str:
    """A hash of what the event says, not of the number the provider gave it: providers tell the same again under another number."""
    moment = at.isoformat(timespec="seconds") if at else ""
    parts = "\x1f".join([provider, str(message_id), kind, recipient.casefold(), moment, content])
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def note_event(
    message: Message,
    kind: str,
    *,
    at: datetime | None = None,
    machine: bool = False,
    detail: dict[str, Any] | None = None,
    provider: str = "",
    content: str = "",
) -> DeliveryEvent | None:
    """Write down what came back of a message and do what follows from it; None when it was known already.

    `content` tells apart what would otherwise be the same event: the link that was clicked.
    """
    kind = EventKind(kind)
    key = event_key(message.pk, kind, provider=provider, recipient=message.address_norm, at=at, content=content)
    if DeliveryEvent.objects.filter(key=key).exists():
        return None
    row = DeliveryEvent(message=message, kind=kind, at=min(at or now(), now()), machine=machine, detail=detail or {}, key=key)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _follow(message, row)
            announce(message_event, message_id=message.pk, kind=kind.value, machine=machine)
    except IntegrityError:
        if DeliveryEvent.objects.filter(key=key).exists():  # somebody else was a moment quicker
            return None
        raise
    return row


def _follow(message: Message, event: DeliveryEvent) -> None:
    if event.kind == EventKind.BOUNCED_HARD:
        _stop(message, SuppressionReason.BOUNCE, note=str(event.detail.get("said", "")))
    elif event.kind == EventKind.BOUNCED_SOFT and _has_worn_out(message):
        _stop(message, SuppressionReason.BOUNCE, note=f"{SOFT_BOUNCES} times refused for now")
    elif event.kind == EventKind.COMPLAINED:
        _stop(message, SuppressionReason.COMPLAINT)
        _take_back(message, ConsentSource.COMPLAINT, f"complaint:{event.key[:60]}")
    if event.kind in _TOLD and not event.machine:
        timeline.record(
            message.party, _TOLD[EventKind(event.kind)], attrs={"purpose": message.purpose}, about=message, at=event.at,
            channel=_channel(message),
            direction=Direction.IN if event.kind != EventKind.BOUNCED_HARD else Direction.NONE,
            identifier=message.identifier, key=f"event:{event.key}",
        )  # fmt: skip


def note_click(message: Message, number: int, *, machine: bool) -> None:
    """A link of the message was followed. Three links in a moment were followed by a scanner, the first two as well."""
    moment = now()
    with transaction.atomic():
        others = DeliveryEvent.objects.filter(message=message, kind=EventKind.CLICKED, at__gt=moment - AT_ONCE)
        links = {one.detail.get("link") for one in others.select_for_update()} | {number}
        if len(links) >= 3:
            others.update(machine=True)
            machine = True
        content = f"{number}:{'machine' if machine else 'human'}"
        note_event(message, EventKind.CLICKED, machine=machine, detail={"link": number}, provider="door", content=content)


def note_open(message: Message, *, machine: bool) -> None:
    """The picture of the message was loaded."""
    note_event(message, EventKind.OPENED, machine=machine, provider="door", content="machine" if machine else "human")


def tell_receipts(*, at: datetime | None = None) -> int:
    """Put the human opens and clicks of the last hour on the timelines, each once, and take them as use of the channel; how many."""
    moment = at or now()
    rows = DeliveryEvent.objects.filter(
        kind__in=list(_TOLD_LATER), machine=False, at__gt=moment - timedelta(hours=1), at__lte=moment - SETTLED_AFTER
    )
    facts, used = [], []
    for row in rows.select_related("message__party").order_by("pk").iterator(500):
        message = row.message
        facts.append(
            timeline.Fact(
                message.party_id, _TOLD_LATER[EventKind(row.kind)], f"event:{row.key}", {"purpose": message.purpose}, row.at,
                _channel(message), Direction.IN, message.identifier_id, (Message, message.pk),
            )
        )  # fmt: skip
        if row.kind == EventKind.CLICKED:
            used.append(message)
    timeline.record_many(facts)
    for message in used:
        preferences.confirm_use(message.party, message.channel, message.purpose)
    return len(facts)


def _channel(message: Message) -> Channel:
    return Channel(message.channel) if message.channel in Channel.values else Channel.SYSTEM


def _stop(message: Message, reason: SuppressionReason, *, note: str = "") -> None:
    if message.address_norm and message.channel == ContactChannel.EMAIL:
        contacts.suppress(message.address_norm, message.channel, reason=reason, note=note[:300])


def _has_worn_out(message: Message) -> bool:
    """Whether this was the last soft bounce the address had; a delivery between begins the count anew."""
    if not message.address_norm:
        return False
    of_address = DeliveryEvent.objects.filter(
        message__channel=message.channel, message__address_norm=message.address_norm, at__gt=now() - SOFT_WITHIN
    )
    good = [EventKind.DELIVERED, EventKind.OPENED, EventKind.CLICKED, EventKind.REPLIED]
    last_good = of_address.filter(kind__in=good, machine=False).order_by("-at").values_list("at", flat=True).first()
    soft = of_address.filter(kind=EventKind.BOUNCED_SOFT)
    if last_good:
        soft = soft.filter(at__gt=last_good)
    return soft.values("message").distinct().count() >= SOFT_BOUNCES


def forget_old_events() -> int:
    """Forget what became of messages more than DELIVERY_DAYS ago, but for mailings that somebody still counts; how many.

    The customers' timelines keep what people did, and addresses that refused stay stopped.
    """
    needed = Q(pk__in=[])
    for mailings in events_needed:
        needed |= Q(message__mailing__in=mailings())
    return pruning.forget(DeliveryEvent.objects.filter(~needed, at__lt=now() - timedelta(days=settings.DELIVERY_DAYS)))


def unsubscribe(message: Message, *, source: str, at: datetime | None = None, evidence: dict[str, Any] | None = None) -> bool:
    """The recipient asked, in answer to this message, not to be written to for its purpose; whether that was news."""
    with transaction.atomic():
        _take_back(message, source, f"{source}:{message.pk}", at=at, evidence=evidence)
        return note_event(message, EventKind.UNSUBSCRIBED, provider=source) is not None


def _take_back(
    message: Message, source: str, key: str, *, at: datetime | None = None, evidence: dict[str, Any] | None = None
) -> None:
    """Withdraw (or object to) what the message was sent for; what is owed to the customer stays."""
    if message.identifier is None:
        return
    basis = BASIS_OF[Purpose(message.purpose)]
    told = {"message": message.pk, **(evidence or {})}
    if basis == Basis.CONSENT:
        consent.withdraw(message.identifier, message.purpose, message.channel, source=source, evidence=told, at=at, key=key)
    elif basis == Basis.INTEREST:
        consent.object_to(message.identifier, message.purpose, message.channel, source=source, evidence=told, at=at, key=key)
