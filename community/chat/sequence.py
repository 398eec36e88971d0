"""The one statement that gives a room its next number."""

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


def _returning(statement: str, values: list[object]) -> list[tuple[object, ...]]:
    ready = [connection.ops.adapt_datetimefield_value(v) if isinstance(v, datetime) else v for v in values]
    with hot_cursor(connection) as cursor:
        cursor.execute(statement, ready)
        return cursor.fetchall()
