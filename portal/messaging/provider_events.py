"""What mail providers tell of our messages, in django-anymail's words, becomes delivery events."""

from typing import Any

from portal.core.clock import now
from portal.core.text import clean_line
from portal.messaging import references
from portal.messaging.actions import events
from portal.messaging.actions.events import note_event
from portal.messaging.enums import EventKind
from portal.messaging.models import DeliveryEvent, Message

_KINDS = {
    "delivered": EventKind.DELIVERED, "deferred": EventKind.BOUNCED_SOFT, "complained": EventKind.COMPLAINED,
    "unsubscribed": EventKind.UNSUBSCRIBED,
}  # fmt: skip
_ADDRESS_IS_GONE = {"invalid", "bounced"}
"""Anymail's reasons that speak of the address; 'blocked', 'spam', 'timed_out' and the like speak of the message or the moment."""


def take_in(event: Any, provider: str) -> DeliveryEvent | None:
    """Note an event of anymail's (normalised) kind; None where it is not about a message of ours, says nothing new, or is known.

    Opens and clicks that a provider counted are left out: we measure ourselves, and only whom we may.
    """
    message = _message_of(event)
    kind = _kind_of(event)
    if message is None or kind is None:
        return None
    at = event.timestamp if event.timestamp and event.timestamp <= now() else None
    if kind == EventKind.UNSUBSCRIBED:
        events.unsubscribe(message, source="one_click", at=at, evidence={"provider": provider})
        return None
    said, reason = (clean_line(str(text or "")) for text in (event.mta_response or event.description, event.reject_reason))
    detail = {"said": said[:300], "reason": reason[:60]}
    return note_event(message, kind, at=at, detail=detail, provider=provider)


def _kind_of(event: Any) -> EventKind | None:
    if event.event_type in {"bounced", "rejected", "failed"}:
        return EventKind.BOUNCED_HARD if event.reject_reason in _ADDRESS_IS_GONE else EventKind.BOUNCED_SOFT
    return _KINDS.get(event.event_type)


def _message_of(event: Any) -> Message | None:
    """By our own token in the metadata, else by the provider's number of it."""
    rows = Message.objects.select_related("party", "identifier", "mailing")
    token = (event.metadata or {}).get("atrium", "")
    number = references.number_of(str(token)) if token else None
    if number is not None:
        return rows.filter(pk=number).first()
    provider_id = clean_line(str(event.message_id or ""))[:200]
    return rows.filter(provider_id=provider_id, channel="email").first() if provider_id else None
