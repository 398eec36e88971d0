"""Everything messaging keeps, one module a noun."""

from portal.messaging.models.messages import DeliveryEvent, Mailing, Message
from portal.messaging.models.templates import MessageTemplate, TemplateText

__all__ = ["DeliveryEvent", "Mailing", "Message", "MessageTemplate", "TemplateText"]
