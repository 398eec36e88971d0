"""Letters on paper: each is set at once and waits, ready to be looked at, until staff print a batch."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.customers.enums import ContactChannel
from portal.messaging.actions import letters
from portal.messaging.channels.base import Channel, Outcome, OutgoingMessage
from portal.messaging.rendering.letter import LetterError, set_letter


class LetterChannel(Channel):
    """Sets letters; twice under one reference is one letter."""

    slug = ContactChannel.LETTER.value
    label = _("Letter")
    icon = "mailbox"
    is_idempotent = True

    @property
    def cost_minor(self) -> int:  # type: ignore[override]
        return settings.MESSAGE_COSTS[self.slug]

    def deliver(self, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        return [self._one(message) for message in messages]

    def _one(self, message: OutgoingMessage) -> Outcome:
        try:
            made = set_letter(message)
        except LetterError as error:
            return Outcome.failed(message, error.reason, detail=str(error))
        letters.keep_letter(message, document=made.document, pages=made.pages)
        return Outcome.sent(message, detail=f"{made.pages} p.")
