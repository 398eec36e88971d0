"""Notifications of browsers (RFC 8030, 8291, 8292): sent to the browser's own service where WEB_PUSH is on, else into the outbox."""

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pywebpush import WebPushException, webpush

from portal.core.text import direction_of
from portal.customers.enums import ContactChannel
from portal.messaging.actions import outbox, push
from portal.messaging.channels.base import Channel, Outcome, OutgoingMessage

GOOD_FOR = 24 * 3600
_LONGEST_BODY = 240


def payload_of(message: OutgoingMessage) -> str:
    """What the service worker shows."""
    words = message.rendered
    body = words.short if words.short != words.subject else words.preheader
    return json.dumps(
        {
            "title": words.subject[:120], "body": body[:_LONGEST_BODY], "url": next((link for link in words.links if link), ""),
            "tag": message.reference, "lang": message.language, "dir": direction_of(message.language),
        },
        ensure_ascii=False,
    )  # fmt: skip


def is_push_service(endpoint: str) -> bool:
    """Whether the address is one of a browser's maker: only there do we post, wherever a 'browser' asks us to."""
    try:
        host = (urlsplit(endpoint).hostname or "").lower()
    except ValueError:
        return False
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in settings.PUSH_SERVICES)


class PushChannel(Channel):
    """Notifications; the same one shown twice replaces itself, by its tag."""

    slug = ContactChannel.PUSH.value
    label = _("Notification")
    icon = "bell"
    cost_minor = 0
    is_idempotent = True

    def __init__(self) -> None:
        self._session: requests.Session | None = None

    @property
    def is_embedded(self) -> bool:
        return not settings.WEB_PUSH

    def deliver(self, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        if self.is_embedded:
            details = [json.loads(payload_of(message)) for message in messages]
            outbox.lay_down(messages, texts=[str(one["body"]) for one in details], details=details)
            return [Outcome.sent(message) for message in messages]
        outcomes = [self._one(message) for message in messages]
        gone = [
            message.identifier_id for message, outcome in zip(messages, outcomes, strict=True) if outcome.gone and message.identifier_id
        ]
        if gone:
            push.end_gone(gone)
        return outcomes

    def _one(self, message: OutgoingMessage) -> Outcome:
        if not message.details.get("p256dh") or not is_push_service(message.address):
            return Outcome.failed(message, "no_browser", gone=True)
        keys = {"p256dh": message.details["p256dh"], "auth": message.details["auth"]}
        if self._session is None:
            self._session = requests.Session()
            self._session.trust_env = False
        try:
            webpush(
                {"endpoint": message.address, "keys": keys}, payload_of(message), ttl=GOOD_FOR, timeout=15,
                vapid_private_key=str(Path(settings.PUSH_KEY)), vapid_claims={"sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}"},
                headers={"Urgency": "normal"}, requests_session=self._session,
            )  # fmt: skip
        except WebPushException as error:
            return _refused(message, error)
        except (requests.RequestException, OSError, ValueError, TypeError) as error:
            return Outcome.failed(message, "no_push_service", detail=type(error).__name__, again=isinstance(error, OSError))
        return Outcome.sent(message)

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


def _refused(message: OutgoingMessage, error: WebPushException) -> Outcome:
    status = getattr(error.response, "status_code", None) or 0
    if status in {404, 410}:
        return Outcome.failed(message, "browser_gone", detail=f"HTTP {status}", gone=True)
    return Outcome.failed(message, f"http_{status}" if status else "no_push_service", again=status == 429 or status >= 500)
