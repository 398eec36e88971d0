"""Rooms, seats and messages as tests need them."""

import uuid
from datetime import timedelta
from itertools import count
from typing import Any

from community.chat import actions, queries
from community.chat.models import Membership, Message, Room
from portal.core.clock import now
from portal.customers.models import Party
from tests.factories import accounts

_numbers = count(1)


def room(code: str = "", **fields: Any) -> Room:
    """An open public room."""
    code = code or f"room-{next(_numbers)}"
    return actions.make_room(
        code=code, titles={"en": f"About {code}", "de": f"Über {code}"}, slugs={"en": code, "de": f"{code}-de"},
        descriptions={"en": "A place to talk."}, **fields,
    )  # fmt: skip


def person(**fields: Any) -> Party:
    """A signed-up customer who is no newcomer any more."""
    user = accounts.user(**fields)
    Party.objects.filter(pk=user.party.pk).update(created_at=now() - timedelta(days=30))
    return Party.objects.select_related("user").get(pk=user.party.pk)


def seat(of: Room, party: Party) -> queries.Seat:
    found = queries.seat_in(of.pk, party)
    assert found is not None
    return found


def member(of: Room, **fields: Any) -> Party:
    """A person who sits in the room."""
    party = person(**fields)
    join(of, party)
    return party


def join(of: Room, party: Party) -> Membership:
    return actions.join_room(seat(of, party))


def message(of: Room, sender: Party, body: str = "The gasket is a 8.5.", **fields: Any) -> Message:
    """A message that was really sent."""
    values = {"cid": uuid.uuid4(), "body": body, **fields}
    return actions.send_message(seat(of, sender), **values).message
