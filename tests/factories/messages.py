"""Messages and mailings as tests need them: people who agreed, templates with words, drafts that are filled."""

from itertools import count
from typing import Any

from portal.core.clock import now
from portal.customers import actions as customers
from portal.customers.actions import consent
from portal.customers.enums import IdentifierKind, Source
from portal.customers.models import Party
from portal.messaging.actions import mailings, queueing
from portal.messaging.models import Mailing, Message, MessageTemplate, TemplateText
from tests.factories import customers as parties

_numbers = count(1)


def template(purpose: str = "news", slug: str = "", body: str = "Hello {customer.name}, [look](https://shop.example/new).", **more: Any) -> MessageTemplate:
    """A template with English words."""
    made = MessageTemplate.objects.create(slug=slug or f"template-{next(_numbers)}", name="Template", purpose=purpose)
    TemplateText.objects.create(template=made, language="en", **{"subject": "News of the house", "body": body, "short": "News", **more})
    return made


def reader(purpose: str = "news", *, address: str = "", agreed: bool = True, **fields: Any) -> Party:
    """A customer with a proved mail address who agreed to `purpose` by mail."""
    party = parties.party(**fields)
    row = customers.add_identifier(
        party, IdentifierKind.EMAIL, address or f"reader-{next(_numbers)}@mail.example", by=None, source=Source.STAFF, verified_at=now()
    )
    if agreed and purpose not in {"account", "service", "community"}:
        consent.grant(row, purpose, "email", source="import", evidence={"test": True})
    return party


def address(party: Party) -> Any:
    return party.identifiers.get(kind=IdentifierKind.EMAIL)


def mailing(*people: Party, purpose: str = "news", start: bool = True, words: MessageTemplate | None = None, **more: Any) -> Mailing:
    """A mailing with a message for each of these people, started unless told otherwise."""
    made = mailings.open_mailing("Spring", purpose, by=None, **more)
    words = words or template(purpose)
    queueing.queue_messages(made, [queueing.Row(party.pk, words.pk) for party in people], channels=["email"])
    if start:
        mailings.start_mailing(made, by=None)
    return made


def states(made: Mailing | None = None) -> dict[str, int]:
    """State → number of messages, those that occur."""
    rows = Message.objects.filter(mailing=made) if made else Message.objects.all()
    found: dict[str, int] = {}
    for state in rows.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found
