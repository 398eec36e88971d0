"""On what ground a message went out."""

from portal.customers.enums import ConsentAction
from portal.customers.models import ConsentEvent
from portal.messaging.models import Message


def consent_at(message: Message) -> ConsentEvent | None:
    """The agreement that was in force when the message went out, with the words agreed to; None where it rested on none."""
    moment = message.sent_at or message.created_at
    given = ConsentEvent.objects.filter(
        identifier_id=message.identifier_id, purpose=message.purpose, channel=message.channel, at__lte=moment,
        action__in=[ConsentAction.GRANT, ConsentAction.CONFIRM],
    )  # fmt: skip
    newest = given.select_related("text").order_by("-at", "-pk").first()
    if newest is not None and newest.text is None:
        with_words = given.filter(text__isnull=False).select_related("text").order_by("-at", "-pk").first()
        return with_words or newest
    return newest


def veiled(message: Message) -> str:
    """The address, so that its owner knows it and nobody else learns it from a link passed on."""
    address = message.identifier.readable if message.identifier else message.address_norm
    if "@" in address:
        local, _at, domain = address.partition("@")
        return f"{local[:1]}…@{domain}"
    return f"…{address[-3:]}" if len(address) > 6 else ""
