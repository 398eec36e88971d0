"""The statements that give rooms their next numbers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from portal.core.prepared import hot_cursor


def take_next(room_id: int) -> int:
    """The room's next number, inside the caller's transaction: the row stays locked until it commits, so numbers commit in order."""
    rows = _returning("UPDATE chat_room SET last_seq = last_seq + 1 WHERE id = %s RETURNING last_seq", [room_id])
    return int(rows[0][0])


def take_next_for(room_id: int, party_id: int, moment: datetime) -> int | None:
    """As `take_next`, for a new message: only while the room is open and the party sits in it; None otherwise."""
    rows = _returning(
        "UPDATE chat_room SET last_seq = last_seq + 1, last_message_at = %s WHERE id = %s AND state = 'open' AND EXISTS ("
        "SELECT 1 FROM chat_membership m WHERE m.room_id = chat_room.id AND m.party_id = %s AND m.left_at IS NULL "
        "AND (m.banned_until IS NULL OR m.banned_until <= %s)) RETURNING last_seq",
        [moment, room_id, party_id, moment],
    )
    return int(rows[0][0]) if rows else None


def take_many(wanted: Sequence[tuple[int, int]], moment: datetime) -> list[int | None]:
    """As `take_next_for` for each (room, party), in this order within a room; two statements for all of them.

    Rooms are locked in the order of their ids, so that batches of two processes wait for each other and never in a ring.
    """
    pairs = sorted(set(wanted))
    lock = " ORDER BY r.id FOR UPDATE OF r" if connection.vendor == "postgresql" else ""
    seated = set(_returning(
        "SELECT r.id, m.party_id FROM chat_room r JOIN chat_membership m ON m.room_id = r.id "  # noqa: S608 - places for values only
        f"WHERE (r.id, m.party_id) IN (VALUES {_places(pairs)}) AND r.state = 'open' AND m.left_at IS NULL "
        f"AND (m.banned_until IS NULL OR m.banned_until <= %s){lock}",
        [*(number for pair in pairs for number in pair), moment],
        once=True,
    ))  # fmt: skip
    allowed = [pair in seated for pair in wanted]
    counts: dict[int, int] = {}
    for (room, _party), may in zip(wanted, allowed, strict=True):
        if may:
            counts[room] = counts.get(room, 0) + 1
    if not counts:
        return [None] * len(wanted)
    rows = _returning(
        f"WITH g(id, n) AS (VALUES {_places(list(counts.items()))}) UPDATE chat_room SET last_seq = last_seq + g.n, last_message_at = %s "  # noqa: S608
        "FROM g WHERE chat_room.id = g.id RETURNING chat_room.id, last_seq",
        [*(number for pair in counts.items() for number in pair), moment],
        once=True,
    )
    following = {int(room): int(last) - counts[int(room)] for room, last in rows}
    taken: list[int | None] = []
    for (room, _party), may in zip(wanted, allowed, strict=True):
        if may:
            following[room] += 1
        taken.append(following[room] if may else None)
    return taken


def _places(pairs: Sequence[tuple[int, int]]) -> str:
    return ", ".join(["(%s, %s)"] * len(pairs))


def _returning(statement: str, values: list[object], *, once: bool = False) -> list[tuple[int, ...]]:
    """Run it; `once`: the statement's text varies, so the server need not keep it."""
    ready = [connection.ops.adapt_datetimefield_value(v) if isinstance(v, datetime) else v for v in values]
    with connection.cursor() if once else hot_cursor(connection) as cursor:
        cursor.execute(statement, ready)
        return cursor.fetchall()
