"""Reports, items and pauses as tests need them, about real messages."""

from typing import Any

from community.chat.models import Message, Room
from community.moderation import actions
from community.moderation.models import ReviewItem, Sanction
from portal.customers.models import Party
from tests.factories import chat


def message(*, room: Room | None = None, author: Party | None = None, body: str = "Buy cheap gaskets at my shop.") -> Message:
    """A message of a member in a room."""
    place = room or chat.room()
    return chat.message(place, author or chat.member(place), body)


def item(*, of: Message | None = None, by: Party | None = None, reason: str = "spam", note: str = "Look at this.") -> ReviewItem:
    """A reported message that waits."""
    return actions.report_target(of or message(), by=by or chat.person(), reason=reason, note=note).item


def moderator(**fields: Any) -> Any:
    """A user who moderates."""
    return chat.person(roles=("moderator",), **fields).user


def pause(party: Party, *, by: Any = None, hours: int = 24, place: Room | None = None, **fields: Any) -> Sanction:
    """A pause of a party's writing."""
    entry = actions.silence_party(party, by=by or moderator(), hours=hours, reason=fields.pop("reason", "rude"), place=place, **fields)
    return entry.target
