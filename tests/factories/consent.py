"""Contact points that agreed to something, as tests need them."""

from itertools import count
from typing import Any

from portal.core.clock import now
from portal.customers import actions
from portal.customers.actions import consent
from portal.customers.enums import IdentifierKind, Source
from portal.customers.models import Identifier, Party
from portal.customers.queries.consent import current_text
from tests.factories import customers

_numbers = count(1)


def email(party: Party | None = None, *, verified: bool = True, address: str = "") -> Identifier:
    """A live e-mail address, proved unless told otherwise."""
    party, value = party or customers.party(), address or f"reader{next(_numbers)}@mail.example"
    if verified:
        return proved(party, value)
    return actions.add_identifier(party, IdentifierKind.EMAIL, value, by=None, source=Source.CUSTOMER)


def proved(party: Party, address: str) -> Identifier:
    """The address, proved to be the party's own."""
    row = actions.add_identifier(party, IdentifierKind.EMAIL, address, by=None, source=Source.CUSTOMER)
    actions.verify_identifier(row, by=None, at=now())
    return row


def phone(party: Party | None = None) -> Identifier:
    """A live telephone number."""
    number = f"+49761{5_550_000 + next(_numbers)}"
    return actions.add_identifier(party or customers.party(), IdentifierKind.PHONE, number, by=None, source=Source.CUSTOMER)


def agreed(row: Identifier, purpose: str = "news", channel: str = "email", **more: Any) -> Identifier:
    """The contact point once its owner has agreed, to the published words."""
    text = current_text(purpose, row.party.language)
    consent.grant(row, purpose, channel, **{"source": "preferences", "text": text, **more})
    return row
