"""Calls made by people: each message becomes a task on the desk's list. There is nothing to embed: staff are the channel."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.customers.enums import ContactChannel
from portal.messaging.actions import calls
from portal.messaging.channels.base import Channel, Outcome, OutgoingMessage


class TelephoneChannel(Channel):
    """Puts calls on the list; twice under one reference is once."""

    slug = ContactChannel.PHONE.value
    label = _("Telephone")
    icon = "phone"
    is_idempotent = True

    @property
    def cost_minor(self) -> int:  # type: ignore[override]
        return settings.MESSAGE_COSTS[self.slug]

    def deliver(self, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        calls.note_calls([message for message in messages if message.party_id])
        return [Outcome.sent(message) if message.party_id else Outcome.failed(message, "no_customer") for message in messages]
