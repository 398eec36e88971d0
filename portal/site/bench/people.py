"""Who talks in the chat's rows: people, sessions and rooms of the bench's own, in the bench's own database."""

from datetime import timedelta

from community.chat import actions as chat
from community.chat.enums import Visibility
from community.chat.models import Membership, Room
from portal.accounts.models import User
from portal.core.clock import now
from portal.customers import actions as customers
from portal.customers.models import Party
from portal.site.bench.rows import session_of

HALL = "bench-hall"


def people(count: int) -> list[Party]:
    """So many customers who are no newcomers; made where they are missing."""
    addresses = [f"bench-{n}@mail.example" for n in range(count)]
    there = {party.user.email: party for party in Party.objects.select_related("user").filter(user__email__in=addresses)}
    for n, address in enumerate(addresses):
        if address not in there:
            user = User.objects.create_user(address, None)  # no row: of the portal's; people of the bench's own
            there[address] = customers.party_for_user(user, handle=f"bench-{n}", at=now() - timedelta(days=30))
    return [there[address] for address in addresses]


def room(code: str, *, listed: bool = False) -> Room:
    """A room, listed or known to its members only."""
    found = Room.objects.filter(code=code).first()
    visibility = Visibility.LISTED if listed else Visibility.HIDDEN
    return found or chat.make_room(code=code, titles={"en": code}, slugs={"en": code}, visibility=visibility)


def seat(rooms: list[Room], parties: list[Party]) -> None:
    """Everybody sits in the room of his number, round and round."""
    rows = [Membership(room=rooms[n % len(rooms)], party=party) for n, party in enumerate(parties)]
    Membership.objects.bulk_create(rows, ignore_conflicts=True)  # no row: of the portal's; nobody's timeline tells of it


def cookies(parties: list[Party]) -> list[str]:
    """A session each, as the header a browser would send."""
    return [session_of(party.user)["Cookie"] for party in parties if party.user]
