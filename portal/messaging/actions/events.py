"""What comes back of messages: delivery events, and what follows from them for the address and the customer's consent."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from portal.core.clock import now
from portal.core.events import announce
from portal.customers import timeline
from portal.customers.actions import consent, contacts
from portal.customers.enums import BASIS_OF, Basis, Channel, ConsentSource, ContactChannel, Direction, Purpose, SuppressionReason
from portal.messaging.enums import EventKind
from portal.messaging.events import message_event
from portal.messaging.models import DeliveryEvent, Message

SOFT_BOUNCES = 5
"""After so many messages in a row that were refused for now, within SOFT_WITHIN, an address counts as gone."""
SOFT_WITHIN = timedelta(days=30)
_TOLD = {
    EventKind.BOUNCED_HARD: "messaging.undeliverable", EventKind.COMPLAINED: "messaging.complained",
    EventKind.OPENED: "messaging.opened", EventKind.CLICKED: "messaging.clicked", EventKind.REPLIED: "messaging.replied",
}  # fmt: skip


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
            channel=Channel(message.channel) if message.channel in Channel.values else Channel.SYSTEM,
            direction=Direction.IN if event.kind != EventKind.BOUNCED_HARD else Direction.NONE,
            identifier=message.identifier, key=f"event:{event.key}",
        )  # fmt: skip


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
