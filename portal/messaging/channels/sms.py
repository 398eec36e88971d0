"""Text messages: through a gateway over HTTP (`SMS_URL`), else into the outbox, with the parts they would be charged as."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.customers.enums import BASIS_OF, Basis, ContactChannel, Purpose
from portal.messaging.actions import outbox
from portal.messaging.channels.base import Channel, Outcome, OutgoingMessage
from portal.messaging.channels.http import Gateway

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The seven-bit alphabet of GSM 03.38."""
GSM_TWICE = frozenset("\f^{}\\[~]|€")
"""Its second table: each counts as two."""
MOST_PARTS = 6


@dataclass(frozen=True)
class Parts:
    """How a text is charged: its alphabet, its length in that alphabet's units, and the number of parts."""

    alphabet: str
    units: int
    parts: int


def parts_of(text: str) -> Parts:
    """160 signs of GSM-7 in one part, 153 in each of several; 70 and 67 units of UCS-2 as soon as one sign is outside."""
    if all(sign in GSM or sign in GSM_TWICE for sign in text):
        units = sum(2 if sign in GSM_TWICE else 1 for sign in text)
        return Parts("GSM-7", units, 1 if units <= 160 else _filled([2 if sign in GSM_TWICE else 1 for sign in text], 153))
    widths = [len(sign.encode("utf-16-be", "surrogatepass")) // 2 for sign in text]
    units = sum(widths)
    return Parts("UCS-2", units, 1 if units <= 70 else _filled(widths, 67))


def _filled(widths: list[int], room: int) -> int:
    """Parts needed when no sign is cut in two."""
    parts, taken = 1, 0
    for width in widths:
        if taken + width > room:
            parts, taken = parts + 1, 0
        taken += width
    return parts


def text_of(message: OutgoingMessage) -> str:
    """The short form; what rests on consent says how to end it."""
    text = message.rendered.short
    way_out = str(message.details.get("unsubscribe", ""))
    if way_out and BASIS_OF[Purpose(message.purpose)] == Basis.CONSENT and way_out not in text:
        text = f"{text}\n{_('Stop:')} {way_out}"
    return text


class SmsChannel(Channel):
    """Text messages."""

    slug = ContactChannel.SMS.value
    label = _("Text message")
    icon = "message-square-text"

    def __init__(self) -> None:
        self._gateway: Gateway | None = None

    @property
    def cost_minor(self) -> int:  # type: ignore[override]
        return settings.MESSAGE_COSTS[self.slug]

    @property
    def is_embedded(self) -> bool:
        return not settings.SMS_URL

    @property
    def is_idempotent(self) -> bool:  # type: ignore[override]
        return True

    def deliver(self, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        return [self._one(message) for message in messages]

    def _one(self, message: OutgoingMessage) -> Outcome:
        text = text_of(message)
        parts = parts_of(text)
        if not text or parts.parts > MOST_PARTS:
            return Outcome.failed(message, "too_long" if text else "no_words", detail=f"{parts.parts} parts")
        cost = parts.parts * self.cost_minor
        if self.is_embedded:
            told = {"alphabet": parts.alphabet, "units": parts.units, "parts": parts.parts, "cost": cost}
            outbox.lay_down([message], texts=[text], details=[told])
            return Outcome.sent(message, cost_minor=cost)
        body = {"to": message.address, "from": settings.SMS_SENDER, "text": text, "parts": parts.parts}
        return self._open().hand_over(message, body, cost_minor=cost)

    def _open(self) -> Gateway:
        if self._gateway is None or self._gateway.url != settings.SMS_URL:
            self.close()
            self._gateway = Gateway(settings.SMS_URL, settings.SMS_TOKEN)
        return self._gateway

    def close(self) -> None:
        if self._gateway is not None:
            self._gateway.close()
            self._gateway = None
