"""Everything messaging keeps, one module a noun."""

from portal.messaging.models.calls import CallTask
from portal.messaging.models.inbox import InboxItem
from portal.messaging.models.letters import LetterBatch, PaperLetter
from portal.messaging.models.messages import DeliveryEvent, Mailing, Message
from portal.messaging.models.outbox import OutboxEntry
from portal.messaging.models.push import PushSubscription
from portal.messaging.models.templates import MessageTemplate, TemplateText, TemplateVersion

__all__ = [
    "CallTask", "DeliveryEvent", "InboxItem", "LetterBatch", "Mailing", "Message", "MessageTemplate", "OutboxEntry", "PaperLetter",
    "PushSubscription", "TemplateText", "TemplateVersion",
]  # fmt: skip
