"""Counting what is opened and clicked, only where the mailing measures and the recipient agreed; otherwise links stay as they are.

A counted link leads through our own door with its target signed into it, so that the door opens to nowhere else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from django.conf import settings
from django.core import signing
from django.urls import reverse

from portal.customers.enums import ContactChannel
from portal.customers.queries import preferences
from portal.messaging.channels.base import Rendered
from portal.messaging.models import Message

_SALT_LINK, _SALT_PICTURE = "portal.messaging.link", "portal.messaging.picture"
LONGEST_TOKEN = 3000


class ForgedError(ValueError):
    """The token is not one of ours."""


@dataclass(frozen=True)
class Links:
    """Of some messages the numbers whose recipients agreed to be counted."""

    counted: frozenset[int]

    @classmethod
    def of(cls, messages: Iterable[Message]) -> Self:
        wanted = [one for one in messages if one.mailing is not None and one.mailing.tracking and one.channel == ContactChannel.EMAIL]
        agreed = preferences.measured_of([one.party_id for one in wanted]) if wanted else set()
        return cls(frozenset(one.pk for one in wanted if one.party_id in agreed))

    def rewrite(self, message: Message, address: str, number: int) -> str:
        """Where link `number` of the message leads: through our door if it is counted, else where it says."""
        if message.pk not in self.counted or not re.match(r"https?://", address, re.IGNORECASE):
            return address
        return settings.SITE_URL + reverse("messaging_root:click", args=[link_token(message.pk, number, address)])

    def with_picture(self, message: Message, rendered: Rendered) -> Rendered:
        """With the picture of one point whose loading tells that the mail was opened; nothing where it is not counted."""
        if message.pk not in self.counted or not rendered.html:
            return rendered
        address = settings.SITE_URL + reverse("messaging_root:opened", args=[picture_token(message.pk)])
        picture = f'<img src="{address}" alt="" width="1" height="1">'
        head, found, tail = rendered.html.rpartition("</body>")
        return replace(rendered, html=f"{head}{picture}{found}{tail}" if found else rendered.html + picture)


def link_token(message_id: int, number: int, address: str) -> str:
    return signing.dumps([message_id, number, address], salt=_SALT_LINK, compress=True)


def read_link(token: str) -> tuple[int, int, str]:
    """Message, number of the link, target. ForgedError for anything we did not write."""
    try:
        message_id, number, address = signing.loads(token[:LONGEST_TOKEN], salt=_SALT_LINK)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise ForgedError from error
    return int(message_id), int(number), str(address)


def picture_token(message_id: int) -> str:
    return signing.Signer(salt=_SALT_PICTURE).sign(str(message_id))


def read_picture(token: str) -> int:
    try:
        return int(signing.Signer(salt=_SALT_PICTURE).unsign(token[:200]))
    except (signing.BadSignature, ValueError) as error:
        raise ForgedError from error
