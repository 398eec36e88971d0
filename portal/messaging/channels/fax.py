"""Faxes: the letter's PDF, by mail to a gateway that dials the number before the @. Without a gateway it lies in the outbox."""

from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _

from portal.customers.enums import ContactChannel
from portal.messaging.actions import outbox
from portal.messaging.channels.base import Channel, Outcome, OutgoingMessage
from portal.messaging.rendering.letter import LetterError, set_letter


class FaxChannel(Channel):
    """`FAX_GATEWAY` is the domain of the gateway: +49401234 at fax.example becomes 49401234@fax.example."""

    slug = ContactChannel.FAX.value
    label = _("Fax")
    icon = "printer"

    @property
    def cost_minor(self) -> int:  # type: ignore[override]
        return settings.MESSAGE_COSTS[self.slug]

    @property
    def is_embedded(self) -> bool:
        return not settings.FAX_GATEWAY

    def deliver(self, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        return [self._one(message) for message in messages]

    def _one(self, message: OutgoingMessage) -> Outcome:
        try:
            made = set_letter(message, lines=[message.name, message.address])
        except LetterError as error:
            return Outcome.failed(message, error.reason, detail=str(error))
        if self.is_embedded:
            outbox.lay_down([message], texts=[message.rendered.text], details=[{"pages": made.pages}], documents=[made.document])
            return Outcome.sent(message)
        number = "".join(sign for sign in message.address if sign.isdigit())
        if not number:
            return Outcome.failed(message, "bad_number")
        mail = EmailMessage(message.rendered.subject, "", settings.DEFAULT_FROM_EMAIL, [f"{number}@{settings.FAX_GATEWAY}"])
        mail.extra_headers["X-Reference"] = message.reference
        mail.attach("fax.pdf", made.document, "application/pdf")
        try:
            get_connection(settings.MAIL_CARRIER).send_messages([mail])
        except (SMTPException, OSError) as error:
            return Outcome.failed(message, "no_gateway", detail=type(error).__name__, again=True)
        return Outcome.sent(message)
