"""Rooms as the hub's record: where each stands, and what comes after a number."""

from community.chat import queries
from community.chat.models import Room
from portal.realtime.publish import encode
from portal.realtime.sources import Change


class RoomSource:
    """Topics 'room:<id>'."""

    field = "room"

    def heads(self, ids: list[int]) -> dict[int, int]:
        return queries.heads(ids)

    def read(self, id_: int, after: int) -> Change | None:
        """One change frame with everything after `after`; with too much of it, the newest page as a `resync`."""
        room = Room.objects.filter(pk=id_).first()
        if room is None or room.last_seq <= after:
            return None
        frame = queries.catch_up(room, after)
        return Change(after, frame["head"], encode(frame))
