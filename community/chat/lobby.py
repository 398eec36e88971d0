"""What pages show of many rooms at once: cards with who is there and the last thing said, and the rail beside a room."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from community.chat import queries
from community.chat.enums import MessageState, RoomKind, Visibility
from community.chat.models import Message, Room
from portal.core import markdown
from portal.core.prepared import PreparedRows
from portal.customers.models import Party
from portal.realtime import present

QUOTE = 160
MOST_ROOMS = 200


def with_last_said(rooms: list[Room]) -> dict[int, Message]:
    """The newest visible message of each room, in two queries."""
    if all(hasattr(room, "newest_id") for room in rooms):
        return _by_room({room.pk: room.newest_id for room in rooms})
    newest = Message.objects.filter(room=OuterRef("pk"), deleted_at__isnull=True, state=MessageState.VISIBLE).order_by("-seq")
    rows = Room.objects.filter(pk__in=[room.pk for room in rooms]).annotate(newest=Subquery(newest.values("pk")[:1]))
    return _by_room(dict(rows.order_by().values_list("pk", "newest")))


def _by_room(ids: dict[int, int | None]) -> dict[int, Message]:
    wanted = [pk for pk in ids.values() if pk]
    if len(wanted) > _AT_ONCE:
        said = Message.objects.in_bulk(wanted)
    else:
        values = dict(zip(_SAMPLES, [*wanted, *[0] * _AT_ONCE], strict=False))
        said = {message.pk: message for message in _few_messages.rows(**values)} if wanted else {}
    return {room: said[pk] for room, pk in ids.items() if pk in said}


_AT_ONCE = 6
_SAMPLES = {f"m{place}": 2**62 + place for place in range(_AT_ONCE)}
_few_messages = PreparedRows(lambda **numbers: Message.objects.filter(pk__in=sorted(numbers.values())).order_by(), **_SAMPLES)


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


def _card(room: Room, last: Message | None, here: int) -> dict[str, Any]:
    scope = room.product or room.topic
    return {
        "room": room,
        "url": reverse("chat:room", kwargs={"slug": room.slug}),
        "members": getattr(room, "member_count", 0),
        "unread": getattr(room, "unread", 0),
        "read_seq": getattr(room, "read_seq", None),
        "is_member": getattr(room, "read_seq", None) is not None,
        "here": here,
        "scope": scope,
        "scope_url": scope_url(room),
        "last": {"name": last.sender_name, "text": _short(markdown.excerpt(last.body_html)), "moment": last.created_at} if last else None,
    }


def _short(text: str) -> str:
    return text if len(text) <= QUOTE else text[: QUOTE - 1] + "…"


def scope_url(room: Room) -> str:
    """The page of the product or topic the room belongs to, '' for none."""
    if room.product is not None and room.product.slug:
        return reverse("products:product", kwargs={"slug": room.product.slug})
    if room.topic is not None and room.topic.slug:
        return reverse("topic", kwargs={"slug": room.topic.slug})
    return ""


def people(room: Room) -> list[str]:
    """The names of who is in the room now, in order."""
    return sorted(present.people_in([room.hub_topic]).get(room.hub_topic, {}).values())
