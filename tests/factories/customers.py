"""Parties as tests need them, with or without a login."""

from itertools import count
from typing import Any

from portal.customers import actions
from portal.customers.enums import Source
from portal.customers.models import Party

_numbers = count(1)


def party(**fields: Any) -> Party:
    """A party without a login, with a public name of its own; `fields` as `actions.open_party` takes them."""
    return actions.open_party(**{"by": None, "source": Source.STAFF, "handle": f"neighbour-{next(_numbers)}", **fields})
