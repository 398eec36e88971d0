"""Who may do what in a room."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from community.chat.enums import MemberRole, PostPolicy, RoomKind, RoomState, Visibility
from community.moderation import queries as moderation
from portal.accounts.roles import Role, has_role
from portal.core.clock import now

NEW_FOR = timedelta(days=1)
STAFF_SEATS = frozenset({MemberRole.MODERATOR, MemberRole.OWNER, MemberRole.AGENT})


@dataclass(frozen=True)
class Standing:
    """Whether somebody may write in a room, and if not, the code of why and until when."""

    can_write: bool
    why: str = ""
    until: datetime | None = None


def standing(room: Any, party: Any, membership: Any, sanction: Any) -> Standing:
    """The standing of `party` (None: a visitor) with his seat and the sanction that holds now (either may be None)."""
    if party is None:
        return Standing(can_write=False, why="sign_in")
    if room.state != RoomState.OPEN:
        return Standing(can_write=False, why=room.state)
    if membership is not None and membership.is_banned:
        return Standing(can_write=False, why="banned", until=membership.banned_until)
    if membership is None or membership.left_at is not None:
        return Standing(can_write=False, why="join")
    if membership.is_muted:
        return Standing(can_write=False, why="muted", until=membership.muted_until)
    if sanction is not None:
        return Standing(can_write=False, why="silenced", until=sanction.until)
    if room.post_policy == PostPolicy.STAFF and not is_host(party.user, membership):
        return Standing(can_write=False, why="staff_only")
    return Standing(can_write=True)


def is_host(user: Any, membership: Any) -> bool:
    """One of the room's own moderators, or one of the team."""
    return (membership is not None and membership.role in STAFF_SEATS) or has_role(user, Role.MODERATOR, Role.AGENT)


def can_read_room(room: Any, membership: Any) -> bool:
    """Listed public rooms are open to all; any other only to who sits in it."""
    if room.kind == RoomKind.PUBLIC and room.visibility == Visibility.LISTED:
        return True
    return membership is not None and membership.is_seated


def can_join_room(room: Any, membership: Any) -> bool:
    """Any signed-in customer may join a listed room that is not archived; hidden rooms are entered by invitation."""
    if room.state == RoomState.ARCHIVED or (membership is not None and membership.is_banned):
        return False
    return room.visibility == Visibility.LISTED


def can_hide_messages(user: Any, membership: Any = None) -> bool:
    """Support moderators everywhere, a room's own moderators in it."""
    if has_role(user, Role.MODERATOR):
        return True
    return membership is not None and membership.is_seated and membership.role in {MemberRole.MODERATOR, MemberRole.OWNER}


def is_newcomer(party: Any) -> bool:
    """Somebody whose profile is younger than a day writes at half the pace."""
    return party.created_at > now() - NEW_FOR


def seat_of(user: Any, membership: Any) -> str:
    """The role shown beside a name."""
    if membership is not None and membership.role != MemberRole.MEMBER:
        return membership.role
    if has_role(user, Role.MODERATOR):
        return MemberRole.MODERATOR
    return MemberRole.AGENT if has_role(user, Role.AGENT) else MemberRole.MEMBER


def active_sanction(party: Any, room: Any) -> Any:
    """The sanction that keeps `party` from writing in `room` now, or None."""
    return moderation.active_sanction(party, room=room)
