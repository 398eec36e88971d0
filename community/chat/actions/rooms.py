"""Rooms and seats: making a room, joining, leaving, reading marks, and what a room's hosts may decide."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from community.chat import rules
from community.chat.enums import MemberRole, RoomState
from community.chat.models import Membership, Room
from community.chat.queries import Seat
from community.chat.refusals import Forbidden, SignInFirst, TooFast
from community.moderation import rules as moderation_rules
from community.moderation.actions.decisions import NotAllowedError
from community.moderation.actions.log import NOTE_LENGTH, note_act, tell
from community.moderation.enums import LogAction, Reason
from portal.accounts import audit
from portal.core import pagecache
from portal.core.clock import now
from portal.core.events import after_commit
from portal.core.text import clean_text
from portal.customers import timeline
from portal.customers.enums import Channel
from portal.customers.models import Party
from portal.realtime import limits
from portal.realtime.publish import publish_hint, unsubscribe, user_topic

LONGEST_SLOW_MODE_S = 3600
LONGEST_BAN = timedelta(days=366)
RETURNS = (10, 600)
"""So many returns to rooms that one has left, in so many seconds."""


def make_room(
    *, code: str, titles: dict[str, str], slugs: dict[str, str], descriptions: dict[str, str] | None = None, **fields: Any
) -> Room:
    """Open a room; texts by language code, `fields` as the model has them (kind, visibility, topic, product, language, …)."""
    texts = {"title": titles, "slug": slugs, "description": descriptions or {}}
    columns = {f"{name}_{code_.replace('-', '_')}": text for name, by_language in texts.items() for code_, text in by_language.items()}
    with transaction.atomic():
        room = Room(code=code, **fields, **columns)
        room.save()
        pagecache.content_changed()
    return room


def join_room(seat: Seat, *, role: str = MemberRole.MEMBER) -> Membership:
    """Take a seat in the room; already seated: nothing changes.

    Raises SignInFirst, Forbidden (archived, banned, by invitation), TooFast (in and out again and again: the timeline keeps it all).
    """
    if seat.party is None:
        raise SignInFirst
    if seat.membership is not None and seat.membership.is_seated:
        return seat.membership
    if not rules.can_join_room(seat.room, seat.membership):
        raise Forbidden(_why_not(seat))
    if seat.membership is not None and (wait := limits.take(f"back:{seat.party.pk}", *RETURNS)):
        raise TooFast(wait)
    with transaction.atomic():
        seated, changed = _take_seat(seat, seat.party, role)
        if changed:
            timeline.record(
                seat.party, "chat.joined", attrs={"room": seat.room.text_in("title", "en")}, about=seat.room, channel=Channel.CHAT,
                actor=seat.party.user,
            )  # fmt: skip
    return seated


def _why_not(seat: Seat) -> str:
    if seat.membership is not None and seat.membership.is_banned:
        return "banned"
    return "archived" if seat.room.state == RoomState.ARCHIVED else "members_only"


def _take_seat(seat: Seat, party: Party, role: str) -> tuple[Membership, bool]:
    """The membership, and whether it was taken just now (a second click at the same moment takes nothing)."""
    head = seat.room.last_seq
    try:
        with transaction.atomic():
            membership = Membership(room=seat.room, party=party, role=role, joined_seq=head, read_seq=head)
            if seat.membership is None:
                membership.save(force_insert=True)
                return membership, True
    except IntegrityError:
        pass
    back = Membership.objects.filter(room=seat.room, party=party, left_at__isnull=False)
    changed = back.update(left_at=None, joined_at=now(), joined_seq=head, read_seq=head)
    return Membership.objects.get(room=seat.room, party=party), bool(changed)


def leave_room(seat: Seat) -> bool:
    """Give up the seat; its reading mark stays. Whether there was one. The party's sockets stop hearing a members' room at once."""
    if seat.party is None:
        raise SignInFirst
    with transaction.atomic():
        left = Membership.objects.filter(room=seat.room, party=seat.party, left_at__isnull=True).update(left_at=now())
        if left:
            timeline.record(
                seat.party, "chat.left", attrs={"room": seat.room.text_in("title", "en")}, about=seat.room, channel=Channel.CHAT,
                actor=seat.party.user,
            )  # fmt: skip
            if not rules.can_read_room(seat.room, None):
                after_commit(_put_out, seat.room, seat.party.user_id, "left")
    return bool(left)


def mark_read(seat: Seat, *, seq: int) -> int:
    """Move the reading mark forward to `seq` (never back, never beyond the room's head); the mark as it is now."""
    if seat.party is None:
        raise SignInFirst
    if seat.membership is None:
        return 0
    with transaction.atomic():
        mark = min(seq, seat.room.last_seq)
        moved = Membership.objects.filter(pk=seat.membership.pk, read_seq__lt=mark).update(read_seq=mark)
        if moved:
            frame = {"op": "eph", "room": seat.room.pk, "kind": "read", "read": mark}
            after_commit(_tell, seat.party.user_id, frame)
    return mark if moved else seat.membership.read_seq


def set_room_state(room: Room, *, state: RoomState, by: Any) -> None:
    """Open, lock or archive a room. Raises Forbidden."""
    _host(by)
    with transaction.atomic():
        before, room.state = room.state, state
        if Room.objects.filter(pk=room.pk).exclude(state=state).update(state=state):
            audit.note(by, "chat.room_state", about=room, details={"before": str(before), "after": str(state)})
            pagecache.content_changed()
            after_commit(_announce_room, room)


def follow_change(room: Room) -> None:
    """The room was opened or changed in the editor: visitors' kept pages and the screens of who is in it learn it."""
    with transaction.atomic():
        pagecache.content_changed()
        after_commit(_announce_room, room)


def set_slow_mode(room: Room, *, seconds: int, by: Any) -> None:
    """Seconds each member waits between messages; 0 ends it. Raises Forbidden."""
    _host(by)
    with transaction.atomic():
        before, room.slow_mode_s = room.slow_mode_s, min(max(seconds, 0), LONGEST_SLOW_MODE_S)
        if Room.objects.filter(pk=room.pk).exclude(slow_mode_s=room.slow_mode_s).update(slow_mode_s=room.slow_mode_s):
            audit.note(by, "chat.slow_mode", about=room, details={"before": before, "after": room.slow_mode_s})
            after_commit(_announce_room, room)


def mute_member(membership: Membership, *, until: datetime | None, by: Any) -> None:
    """Pause somebody's writing in this room (None lifts it). Raises Forbidden."""
    _host(by)
    with transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(muted_until=until)
        membership.muted_until = until
        after_commit(_announce_room_to, membership.room, membership.party.user_id)


def ban_party(room: Room, party: Party, *, until: datetime, reason: str, note: str = "", by: Any) -> Membership:
    """Close this room to somebody, whether he sits in it or not: his sockets are put out of it at once, and he reads until when and why.

    A second ban of the same one takes the first one's place. Raises Forbidden, NotAllowedError (a colleague or oneself), ValueError (over).
    """
    _host(by)
    if not moderation_rules.can_silence(by, party):
        raise NotAllowedError
    moment = now()
    if not moment < until <= moment + LONGEST_BAN:
        raise ValueError("a ban ends later than now and within a year")
    with transaction.atomic():
        head, words = room.last_seq, clean_text(note).strip()[:NOTE_LENGTH]
        seat, _made = Membership.objects.get_or_create(
            room=room, party=party, defaults={"left_at": moment, "joined_seq": head, "read_seq": head}
        )
        Membership.objects.filter(pk=seat.pk).update(banned_until=until)
        seat.banned_until = until
        after = {"until": until.isoformat(), "room": room.code}
        entry = note_act(LogAction.BANNED, by=by, target=seat, party=party, after=after, reason=Reason(reason).value, note=words)
        tell(party, "moderation.banned", by=by, about=room, place=room, reason=reason, note=words, until=until, key=f"banned:{entry.pk}")
        after_commit(_put_out, room, party.user_id, "banned")
    return seat


def lift_ban(membership: Membership, *, by: Any) -> bool:
    """Open the room to somebody before the time; whether it was closed to him. Raises Forbidden."""
    _host(by)
    with transaction.atomic():
        lifted = Membership.objects.filter(pk=membership.pk, banned_until__gt=now()).update(banned_until=None)
        if lifted:
            room, party = membership.room, membership.party
            entry = note_act(LogAction.UNBANNED, by=by, target=membership, party=party, before={"room": room.code})
            tell(party, "moderation.unbanned", by=by, about=room, place=room, key=f"unbanned:{entry.pk}")
            after_commit(_announce_room_to, room, party.user_id)
    membership.refresh_from_db(fields=["banned_until"])
    return bool(lifted)


def _host(by: Any) -> None:
    if not rules.can_hide_messages(by):
        raise Forbidden("not_moderator")


def _announce_room(room: Room) -> None:
    publish_hint(room.hub_topic, _room_frame(room), fleeting=False)


def _announce_room_to(room: Room, user_id: int | None) -> None:
    _tell(user_id, _room_frame(room))


def _room_frame(room: Room) -> dict[str, Any]:
    return {"op": "ctl", "room": room.pk, "kind": "room", "state": str(room.state), "slow": room.slow_mode_s}


def _put_out(room: Room, user_id: int | None, why: str) -> None:
    if user_id:
        unsubscribe(room.hub_topic, user_id, {"op": "ctl", "room": room.pk, "kind": "out", "why": why})


def _tell(user_id: int | None, frame: dict[str, Any]) -> None:
    if user_id:
        publish_hint(user_topic(user_id), frame)
