"""The inbox on this site: our own database, so that it is its own real channel."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from portal.customers.enums import ContactChannel
from portal.messaging.actions import inbox
from portal.messaging.channels.base import Channel, Outcome, OutgoingMessage


class InboxChannel(Channel):
    """Lays messages into customers' inboxes; twice under one reference is once."""

    slug = ContactChannel.INBOX.value
    label = _("Inbox on this site")
    icon = "inbox"
    cost_minor = 0
    is_idempotent = True

    def deliver(self, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        inbox.lay_into_inboxes([message for message in messages if message.party_id])
        return [Outcome.sent(message) if message.party_id else Outcome.failed(message, "no_customer") for message in messages]
