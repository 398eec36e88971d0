"""Templates in several languages, contact points of every channel, and messages ready to be handed to one."""

from itertools import count
from typing import Any

from portal.customers import actions as customers
from portal.customers.enums import IDENTIFIER_OF, ContactChannel, IdentifierKind, Source
from portal.customers.models import Identifier, Party
from portal.messaging.actions import queueing, templates
from portal.messaging.channels.base import OutgoingMessage
from portal.messaging.models import Message, MessageTemplate
from portal.messaging.rendering import paper
from portal.messaging.rendering.compiling import Words
from tests.factories import customers as parties

_numbers = count(1)
WORDS = {"subject": "Hello {customer.name}", "preheader": "", "body": "Dear {customer.name},\n\n**[Look]({site.address})**", "short": "Hi"}


def template(slug: str = "", *, purpose: str = "service", by: Any = None, **languages: dict[str, str]) -> MessageTemplate:
    """A template that speaks English, and what else is given."""
    name = slug or f"template-{next(_numbers)}"
    texts = {"en": WORDS, **{code.replace("_", "-"): words for code, words in languages.items()}}
    return templates.save_template(name, by=by, name=name, purpose=purpose, texts=texts)


def point(party: Party, channel: str) -> Identifier:
    """A proved contact point of the kind that channel writes to."""
    kind = IDENTIFIER_OF[ContactChannel(channel)]
    number = next(_numbers)
    values = {
        IdentifierKind.PHONE: f"+4930{1_000_000 + number}", IdentifierKind.FAX: f"+4940{1_000_000 + number}",
        IdentifierKind.POST: f"High Street {number}\nBS1 4DJ Bristol", IdentifierKind.EMAIL: f"reader{number}@post.example",
    }  # fmt: skip
    value = values.get(kind, f"value-{number}")
    made = customers.add_identifier(party, kind, value, by=None, source=Source.CUSTOMER)
    customers.verify_identifier(made, by=None)
    return made


def message(party: Party | None = None, *, channel: str = "email", purpose: str = "service", **fields: Any) -> Message:
    """A message in the queue to a customer that channel reaches."""
    party = party or parties.party(billed_name="Mara Lindqvist")
    point(party, channel)
    made = template(purpose=purpose)
    return queueing.send_message(party, made.slug, channels=[channel], **fields)


def outgoing(*, channel: str = "email", language: str = "en", body: str = "Good day.", short: str = "", **fields: Any) -> OutgoingMessage:
    """A message ready to be handed to a channel."""
    purpose = fields.pop("purpose", "service")
    sheet = paper.set_words(Words(fields.pop("subject", "A word"), body, "", short), language=language, purpose=purpose)
    told = sheet.rendered({"foot.why": "https://a.example/w", "foot.preferences": "https://a.example/p", "foot.unsubscribe": "https://a.example/u"})
    given = {"reference": f"test:{next(_numbers)}", "address": "someone@mail.example", "name": "Mara Lindqvist", "rendered": told, **fields}
    return OutgoingMessage(channel=channel, purpose=purpose, language=language, **given)
