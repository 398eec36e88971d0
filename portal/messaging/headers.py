"""The headers of a mail beside its words: how to end it, which list it is of, that a program wrote it."""

from portal.customers import links
from portal.customers.enums import BASIS_OF, Basis, Purpose
from portal.messaging import references
from portal.messaging.enums import MailingClass
from portal.messaging.models import Message


def headers_of(message: Message) -> dict[str, str]:
    """The headers of one message; its identifier and mailing are read with it.

    What is owed to the customer cannot be unsubscribed from, so that it carries no List- headers.
    """
    domain = references.mail_domain()
    found = {"Auto-Submitted": "auto-generated"}
    if message.mailing_id:
        found["Feedback-ID"] = f"{message.mailing_id}:{message.purpose}:{message.variant or 'all'}:{domain.replace('.', '-')}"
    if BASIS_OF[Purpose(message.purpose)] == Basis.CONTRACT or message.identifier is None:
        return found
    found["List-Id"] = f"<{message.purpose}.{domain}>"
    if message.mailing is not None and message.mailing.mailing_class == MailingClass.PROMOTIONAL:
        found["Precedence"] = "bulk"
    reference = references.reference(message.pk)
    return found | links.list_unsubscribe_headers(message.identifier, message.purpose, message.channel, reference)
