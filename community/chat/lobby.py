"""What pages show of many rooms at once: cards with who is there and the last thing said, and the rail beside a room."""

from typing import Any

from django.db.models import OuterRef, Subquery

from community.chat import queries
from community.chat.enums import MessageState, RoomKind, Visibility
from community.chat.models import Message, Room
from portal.core import markdown
from portal.core.addresses import named
from portal.customers.models import Party
from portal.realtime import present

QUOTE = 160
MOST_ROOMS = 200
Said = tuple[str, str]
"""Who said it, and what, as HTML."""


def with_last_said(rooms: list[Room]) -> dict[int, Said]:
    """The newest visible message of each room, in two queries; in none where the rooms came with theirs (`queries.rooms_of`)."""
    if all(hasattr(room, "last_said") for room in rooms):
        return {room.pk: room.last_said for room in rooms if room.last_said}
    newest = Message.objects.filter(room=OuterRef("pk"), deleted_at__isnull=True, state=MessageState.VISIBLE).order_by("-seq")
    ids = Room.objects.filter(pk__in=[room.pk for room in rooms]).annotate(newest=Subquery(newest.values("pk")[:1]))
    wanted = [pk for pk in ids.order_by().values_list("newest", flat=True) if pk]
    said = Message.objects.filter(pk__in=wanted).order_by().values_list("room_id", "sender_name", "body_html")
    return {room: (name, html) for room, name, html in said}


def cards(user: Any, party: Party | None, *, rooms: list[Room] | None = None, quotes: bool = True) -> list[dict[str, Any]]:
    """A card for every room the user may know of (or each of `rooms`), those with news first. Quotes only of what he may read."""
    found = (queries.rooms_for(user, party) if rooms is None else rooms)[:MOST_ROOMS]
    readable = [room for room in found if _can_read(room)]
    said = with_last_said(readable) if quotes else {}
    here = present.people_in([room.hub_topic for room in readable])
    return [_card(room, said.get(room.pk), len(here.get(room.hub_topic, ()))) for room in found]


def _can_read(room: Room) -> bool:
    public = room.kind == RoomKind.PUBLIC and room.visibility == Visibility.LISTED
    return public or getattr(room, "read_seq", None) is not None


def _card(room: Room, last: Said | None, here: int) -> dict[str, Any]:
    scope = room.product or room.topic
    return {
        "room": room,
        "url": named("chat:room", room.slug),
        "members": getattr(room, "member_count", 0),
        "unread": getattr(room, "unread", 0),
        "read_seq": getattr(room, "read_seq", None),
        "is_member": getattr(room, "read_seq", None) is not None,
        "here": here,
        "scope": scope,
        "scope_url": scope_url(room),
        "last": {"name": last[0], "text": _short(markdown.excerpt(last[1]))} if last else None,
    }


def _short(text: str) -> str:
    return text if len(text) <= QUOTE else text[: QUOTE - 1] + "…"


def scope_url(room: Room) -> str:
    """The page of the product or topic the room belongs to, '' for none."""
    if room.product is not None and room.product.slug:
        return named("products:product", room.product.slug)
    if room.topic is not None and room.topic.slug:
        return named("topic", room.topic.slug)
    return ""


def people(room: Room) -> list[str]:
    """The names of who is in the room now, in order."""
    return sorted(present.people_in([room.hub_topic]).get(room.hub_topic, {}).values())
