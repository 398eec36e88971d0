"""Reads of chat: seats, standing, pages of history, and what changed after a number."""

import json
import uuid
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import BooleanField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from catalog.products.models import Product
from community.chat import rules
from community.chat.enums import MessageState
from community.chat.frames import change_frame, message_data
from community.chat.models import Membership, Message, Room
from community.chat.rules import Standing
from community.moderation import queries as moderation
from portal.core.clock import now
from portal.core.kept import kept_many
from portal.core.prepared import PreparedRows, hot_cursor
from portal.customers.models import Party
from portal.topics.models import Topic

PAGE = 50
MOST_CHANGES = 200


@dataclass(frozen=True)
class Seat:
    """A room as one party (or nobody: a visitor) has it before him, freshly read."""

    room: Room
    party: Party | None = None
    membership: Membership | None = None
    is_paused: bool = True
    """Whether a sanction may hold; False when it was asked with the seat and there is none."""

    @property
    def can_read(self) -> bool:
        return rules.can_read_room(self.room, self.membership)


_seats = PreparedRows(
    lambda room, party: Membership.objects.select_related("room").filter(room_id=room, party_id=party).order_by(),
    room=2**62 + 1, party=2**62 + 2,
)  # fmt: skip


def _seat_of_user(room: int, user: int, kind: int, moment: datetime) -> QuerySet[Membership]:
    pauses = moderation.pauses(OuterRef("party_id"), kind, OuterRef("room_id"), moment)
    rows = Membership.objects.select_related("room", "party__user").filter(room_id=room, party__user_id=user)
    return rows.annotate(is_paused=Exists(pauses)).order_by()


_seats_of_users = PreparedRows(
    _seat_of_user, room=2**62 + 1, user=2**62 + 2, kind=2**31 - 2, moment=datetime(1970, 1, 1, 1, 1, 1, 1, tzinfo=UTC)
)


def seat_of_user(room_id: int, user_id: int) -> Seat | None:
    """A member's seat with his party, and whether a sanction holds; None for who never sat there. One query."""
    kind = ContentType.objects.get_for_model(Room).pk
    membership: Any = _seats_of_users.first(room=room_id, user=user_id, kind=kind, moment=now())
    return Seat(membership.room, membership.party, membership, is_paused=membership.is_paused) if membership else None


_OF_PAIRS = {
    "postgresql": "(chat_membership.room_id, customers_party.user_id) IN "
    "(SELECT (j->>0)::bigint, (j->>1)::bigint FROM jsonb_array_elements(%s::jsonb) j)",
    "sqlite": "(chat_membership.room_id, customers_party.user_id) IN "
    "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s))",
}


def _seats_of_pairs(pairs: str, kind: int, moment: datetime) -> QuerySet[Membership]:
    pauses = moderation.pauses(OuterRef("party_id"), kind, OuterRef("room_id"), moment)
    wanted = RawSQL(_OF_PAIRS[connection.vendor], [pairs], BooleanField())  # noqa: S611 - our own words
    rows = Membership.objects.select_related("room", "party__user").filter(wanted)
    return rows.annotate(is_paused=Exists(pauses)).order_by()


_seats_of_many = PreparedRows(_seats_of_pairs, pairs="[[0, 0]]", kind=2**31 - 2, moment=datetime(1970, 1, 1, 1, 1, 1, 1, tzinfo=UTC))


def seats_of_users(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Seat]:
    """As `seat_of_user` for many (room, user), in one query; who never sat there is missing."""
    kind = ContentType.objects.get_for_model(Room).pk
    rows: list[Any] = _seats_of_many.rows(pairs=json.dumps(sorted(set(pairs))), kind=kind, moment=now())
    return {(row.room_id, row.party.user_id): Seat(row.room, row.party, row, is_paused=row.is_paused) for row in rows}


def seat_in(room_id: int, party: Party | None) -> Seat | None:
    """The party's seat in a room, member or not; None when there is no such room or it is none of his business. One query for members."""
    if party is not None:
        membership = _seats.first(room=room_id, party=party.pk)
        if membership is not None:
            return Seat(membership.room, party, membership)
    room = Room.objects.visible_to(party.user if party else None).filter(pk=room_id).first()
    return Seat(room, party) if room else None


def seat_for(room: Room, party: Party | None) -> Seat:
    """The seat in a room that is already read."""
    return Seat(room, party, Membership.objects.filter(room=room, party=party).first() if party else None)


def standing_in(seat: Seat) -> Standing:
    """Whether the seat's party may write now; asks for a sanction only where nothing else decides."""
    plain = rules.standing(seat.room, seat.party, seat.membership, None)
    if not plain.can_write or seat.party is None or not seat.is_paused:
        return plain
    sanction = rules.active_sanction(seat.party, seat.room)
    return rules.standing(seat.room, seat.party, seat.membership, sanction) if sanction else plain


def readable_room_ids(topic_ids: list[int], party: Party | None) -> set[int]:
    """Which of these rooms the party may read now."""
    return set(Room.objects.readable_by(party.user if party else None).filter(pk__in=topic_ids).values_list("pk", flat=True))


def messages_of(room: Room) -> QuerySet[Message]:
    """The room's messages with what a frame needs of them, for callers that have checked the seat."""
    return Message.objects.filter(room=room).select_related("reply_to")


@dataclass(frozen=True)
class Page:
    """Messages in order; `before` is the seq to ask older ones with, None at the beginning."""

    messages: list[Message]
    before: int | None


def page_before(room: Room, before: int | None = None, size: int = PAGE) -> Page:
    """The `size` newest messages, or those older than seq `before`."""
    rows = messages_of(room)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: size + 1])
    more, found = len(found) > size, found[:size]
    found.reverse()
    return Page(found, found[0].seq if more else None)


def page_around(room: Room, seq: int, size: int = PAGE) -> tuple[Page, bool]:
    """The page that holds `seq` with what surrounds it, and whether newer messages follow."""
    end = list(messages_of(room).filter(seq__gte=seq).order_by("seq").values_list("seq", flat=True)[: size // 2 + 1])
    newer = len(end) > size // 2
    return page_before(room, end[-1] if newer else None, size), newer


def head_of(room_id: int) -> tuple[int, uuid.UUID] | None:
    """The room's last number and its epoch; read this before the rows."""
    return Room.objects.filter(pk=room_id).values_list("last_seq", "epoch").first()


def heads(room_ids: list[int]) -> dict[int, int]:
    """The last number of each room."""
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "last_seq"))


def changes_after(room: Room, after: int) -> list[Message] | None:
    """Messages changed after `after`, tombstones among them, in the order of their change; None when they are too many to send."""
    rows = list(messages_of(room).filter(change_seq__gt=after).order_by("change_seq")[: MOST_CHANGES + 1])
    return None if len(rows) > MOST_CHANGES else rows


def catch_up(room: Room, after: int | None, epoch: str | None = None, *, reader_id: int | None = None) -> dict[str, Any]:
    """The answer to `sub` and `sync`: a `chg` from `after` to the head, else the newest page as `snap` or `resync`.

    The head is read before the rows: a row written in between is sent with this answer and once more live.
    """
    found = head_of(room.pk)
    head, present_epoch = found or (room.last_seq, room.epoch)
    known = after is not None and after <= head and epoch in {None, "", str(present_epoch)}
    rows = changes_after(room, after) if known and after is not None else None
    if rows is not None and after is not None:
        return change_frame(room.pk, after, head, [message_data(row, reader_id=reader_id) for row in rows])
    page = page_before(room)
    return {
        "op": "snap" if after is None else "resync",
        "room": room.pk,
        "epoch": str(present_epoch),
        "head": head,
        "before": page.before,
        "messages": [message_data(row, reader_id=reader_id) for row in page.messages],
    }


_twins = PreparedRows(
    lambda party, cid: Message.objects.select_related("reply_to").filter(sender_id=party, cid=cid).order_by(),
    party=2**62 + 1, cid=uuid.UUID(int=1),
)  # fmt: skip


def find_twin_and_quoted(party: Party, cid: uuid.UUID, room: Room, reply_to: int | None) -> tuple[Message | None, Message | None]:
    """In one query: the message this sender already sent under `cid`, and the message he replies to."""
    if reply_to is None:
        return _twins.first(party=party.pk, cid=cid), None
    wanted = Q(sender=party, cid=cid) | Q(pk=reply_to, room=room)
    rows = list(Message.objects.select_related("reply_to").filter(wanted))
    twin = next((row for row in rows if row.sender_id == party.pk and row.cid == cid), None)
    return twin, next((row for row in rows if row.pk == reply_to and row.room_id == room.pk), None)


def known_keys(keys: Sequence[tuple[int, uuid.UUID]]) -> set[tuple[int, uuid.UUID]]:
    """Those of these (sender, cid) under which a message was sent already. One query."""
    if not keys:
        return set()
    field = Message._meta.get_field("cid")
    values = [value for sender, cid in keys for value in (sender, field.get_db_prep_value(cid, connection))]
    places = ", ".join(["(%s, %s)"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sender_id, cid FROM chat_message WHERE (sender_id, cid) IN (VALUES {places})", values)  # noqa: S608 - places
        return {(sender, field.to_python(cid)) for sender, cid in cursor.fetchall()}


def find_message(message_id: int, party: Party | None) -> Message | None:
    """A message the party may read, with its room."""
    rows = Message.objects.visible_to(party.user if party else None)
    return rows.select_related("room", "reply_to").filter(pk=message_id).first()


def _unread(party: Party) -> Subquery:
    fresh = Message.objects.filter(
        room=OuterRef("pk"), seq__gt=OuterRef("read_seq"), deleted_at__isnull=True, state=MessageState.VISIBLE
    ).exclude(sender=party)
    return Subquery(fresh.order_by().values("room").annotate(n=Count("pk")).values("n"))


@cache
def _unnamed() -> list[str]:
    """What a list of rooms needs not know of their topics and products: everything but names and addresses."""
    ends = (("topic", Topic), ("product", Product))
    fields = ((end, field.name) for end, model in ends for field in model._meta.concrete_fields if not field.primary_key)
    return [f"{end}__{name}" for end, name in fields if not name.startswith(("name", "slug", "code"))]


def rooms_for(user: Any, party: Party | None) -> list[Room]:
    """Every room the user may know of, newest talk first, with `member_count`, `is_member`, `read_seq` and `unread`. One query."""
    seats = Membership.objects.filter(room=OuterRef("pk")).filter(Membership.seated())
    count = Subquery(seats.order_by().values("room").annotate(n=Count("pk")).values("n"))
    rooms = Room.objects.visible_to(user).select_related("topic", "product").defer(*_unnamed()).annotate(member_count=Coalesce(count, 0))
    if party is not None:
        rooms = rooms.annotate(read_seq=Subquery(seats.filter(party=party).values("read_seq")[:1]))
        rooms = rooms.annotate(unread=Coalesce(_unread(party), 0))
    return list(rooms.order_by(F("last_message_at").desc(nulls_last=True), "position", "pk"))


_SEATED = "{0}.left_at IS NULL AND ({0}.banned_until IS NULL OR {0}.banned_until <= %s)"
_SEATS = f"""
    SELECT s.room_id, s.read_seq,
           (SELECT COUNT(*) FROM chat_membership o WHERE o.room_id = s.room_id AND {_SEATED.format("o")}),
           (SELECT COUNT(*) FROM chat_message n WHERE n.room_id = s.room_id AND n.seq > s.read_seq AND n.deleted_at IS NULL
                                                  AND n.state = %s AND (n.sender_id IS NULL OR n.sender_id <> s.party_id)),
           m.sender_name, m.body_html
    FROM chat_membership s JOIN chat_room r ON r.id = s.room_id
    LEFT JOIN chat_message m ON m.id = (SELECT x.id FROM chat_message x WHERE x.room_id = s.room_id AND x.deleted_at IS NULL
                                                                        AND x.state = %s ORDER BY x.seq DESC LIMIT 1)
    WHERE s.party_id = %s AND {_SEATED.format("s")} ORDER BY r.last_message_at DESC NULLS LAST, r.position, s.room_id
"""  # noqa: S608 - our own words


def rooms_of(party: Party) -> list[Room]:
    """The rooms in which the party sits, as `rooms_for` gives them, with `last_said`: who said what last, None for nothing.

    It stands on My page: one query written out, and one for those rooms' names and states that are not kept until content changes
    (their counters, `last_seq` and `last_message_at`, may be of then).
    """
    moment, visible = connection.ops.adapt_datetimefield_value(now()), MessageState.VISIBLE.value
    with hot_cursor(connection) as cursor:
        cursor.execute(_SEATS, [moment, visible, visible, party.pk, moment])
        seats = {room: rest for room, *rest in cursor.fetchall()}
    rooms = kept_many({f"room:{pk}": pk for pk in seats}, _read_rooms)
    found = [copy(rooms[pk]) for pk in seats if pk in rooms]
    for room in found:
        room.read_seq, room.member_count, room.unread, name, html = seats[room.pk]
        room.last_said = (name, html) if html is not None else None
    return found


def _read_rooms(numbers: list[int]) -> dict[int, Room]:
    return Room.objects.select_related("topic", "product").defer(*_unnamed()).in_bulk(numbers)


def member_count(room: Room) -> int:
    """How many sit in the room."""
    return Membership.objects.filter(room=room).filter(Membership.seated()).count()


def rooms_on_desk(user: Any) -> QuerySet[Room]:
    """The rooms a moderator looks after, with `members` and `banned`: how many sit there, and to how many it is closed."""
    seats = Membership.objects.filter(room=OuterRef("pk")).order_by().values("room").annotate(n=Count("pk")).values("n")
    seated, closed = seats.filter(Membership.seated()), seats.filter(banned_until__gt=now())
    return Room.objects.visible_to(user).annotate(members=Coalesce(Subquery(seated), 0), banned=Coalesce(Subquery(closed), 0))


def bans_in(room: Room) -> QuerySet[Membership]:
    """To whom the room is closed now."""
    return Membership.objects.filter(room=room, banned_until__gt=now()).select_related("party")


def with_why(seats: list[Membership]) -> list[dict[str, Any]]:
    """The seats, each with the newest entry of the log that closed the room to it (None: a ban from before there was a log)."""
    kind = ContentType.objects.get_for_model(Membership)
    entries = {entry.target_id: entry for entry in moderation.bans(kind, [seat.pk for seat in seats])}
    return [{"seat": seat, "entry": entries.get(seat.pk)} for seat in seats]
