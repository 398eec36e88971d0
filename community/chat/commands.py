"""What a client may ask, for both doors: plain data in, plain data out, a Refusal when it was not done.

Everything here runs in a thread (HTTP) or is taken to one (sockets) and may use the database.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from community.chat import actions, queries
from community.chat.frames import message_data, you_data
from community.chat.models import Message
from community.chat.queries import Seat
from community.chat.refusals import BadRequest, Forbidden, NotFound, NotStored, Refusal, SignInFirst, Stale
from portal.core.clock import now
from portal.core.converters import LARGEST
from portal.core.prepared import PreparedRows
from portal.customers.models import Party
from portal.realtime.switches import is_disabled

log = logging.getLogger(__name__)
Data = dict[str, Any]
MOST_TOLD = 50
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


_parties = PreparedRows(lambda user: Party.objects.select_related("user").filter(user_id=user).order_by(), user=2**62 + 1)
_UNREAD: Any = object()


class Caller:
    """Who asks: a signed-in user with his party, freshly read as soon as it is needed, or nobody."""

    def __init__(self, user_id: int | None = None, party: Party | None = _UNREAD) -> None:
        self.user_id = user_id
        self._party = None if user_id is None and party is _UNREAD else party

    @property
    def party(self) -> Party | None:
        if self._party is _UNREAD:
            self._party = _parties.first(user=self.user_id)
        return self._party

    def seat_in(self, room_id: int) -> Seat | None:
        """The room as the caller has it; a member and his seat are read in one query."""
        if self._party is _UNREAD and self.user_id is not None:
            seat = queries.seat_of_user(room_id, self.user_id)
            if seat is not None:
                self._party = seat.party
                return seat
        return queries.seat_in(room_id, self.party)

    @property
    def signed_in_party(self) -> Party:
        """The party; raises SignInFirst for a visitor, Forbidden for an account without a profile."""
        if self.party is None:
            if self.user_id is None:
                raise SignInFirst
            raise Forbidden("no_party")
        return self.party


def caller_of(user_id: int | None) -> Caller:
    """The caller behind a user id."""
    return Caller(user_id)


# --- reading fields --------------------------------------------------------------------------------------------------
def whole(data: Data, name: str, *, needed: bool = True) -> int | None:
    """A whole number from 0 to 2^63 - 1; forms send it as text."""
    value = data.get(name)
    if value is None or value == "":
        if needed:
            raise BadRequest(f"{name} is missing")
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise BadRequest(f"{name} is not a whole number")
    return value


def text(data: Data, name: str, *, longest: int = 100_000) -> str:
    value = data.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRequest(f"{name} is not a text")
    return value[:longest]


def key(data: Data) -> uuid.UUID:
    try:
        return uuid.UUID(text(data, "cid", longest=64))
    except ValueError:
        raise BadRequest("cid is not a UUID") from None


def _language(data: Data) -> str:
    code = text(data, "lang", longest=20)
    return code if code in LANGUAGES else ""


def seat_of(caller: Caller, data: Data, *, to_read: bool = True) -> Seat:
    """The room a command names, as the caller has it; NotFound when it is none of his business, Forbidden when it is for members."""
    seat = caller.seat_in(whole(data, "room") or 0)
    if seat is None:
        raise NotFound(_("There is no such room."))
    if to_read and not seat.can_read:
        if seat.membership is not None and seat.membership.is_banned:
            raise Forbidden("banned", seat.membership.banned_until)
        raise Forbidden("members_only")
    return seat


def own_seat(caller: Caller, data: Data, *, to_read: bool = True) -> Seat:
    """As `seat_of`, for somebody signed in with a profile; SignInFirst or Forbidden for others."""
    if caller.user_id is None:
        raise SignInFirst
    seat = seat_of(caller, data, to_read=to_read)
    if caller.party is None:
        raise Forbidden("no_party")
    return seat


def message_of(caller: Caller, data: Data) -> Message:
    message = queries.find_message(whole(data, "id") or 0, caller.signed_in_party)
    if message is None:
        raise NotFound(_("This message is not there."))
    return message


# --- the commands ----------------------------------------------------------------------------------------------------
def hello(caller: Caller, data: Data) -> Data:
    party = caller.party
    return {
        "op": "ok",
        "protocol": "portal.chat.v1",
        "user": {"id": party.pk, "name": party.public_name} if party else None,
        "ping": 25,
        "limits": {"body": actions.LONGEST, "frame": 65536, "frames": 20},
        "now": now().isoformat(),
        "session": uuid.uuid4().hex,
    }


def sync(caller: Caller, data: Data) -> Data:
    """What is missing after `after`, or the newest page; with the caller's standing when it is a page."""
    seat = seat_of(caller, data)
    after = whole(data, "after", needed=False)
    if is_disabled("replay") and after is not None:
        after = seat.room.last_seq
    answer = queries.catch_up(seat.room, after, text(data, "epoch", longest=64), reader_id=seat.party.pk if seat.party else None)
    if answer["op"] != "chg":
        answer["you"] = you(seat, caller)
    return answer


def you(seat: Seat, caller: Caller) -> Data:
    """The caller's standing as frames carry it."""
    data = you_data(seat.room, seat.party, seat.membership, queries.standing_in(seat))
    if caller.user_id is not None and caller.party is None:
        data["why"] = "no_party"
    return data


def send(caller: Caller, data: Data) -> Data:
    seat = own_seat(caller, data, to_read=False)
    done = actions.send_message(
        seat, cid=key(data), body=text(data, "body"), reply_to=whole(data, "reply_to", needed=False), lang=_language(data)
    )
    return ack(done)


def send_many(asked: Sequence[tuple[int | None, Data]]) -> list[Data | None]:
    """Messages of several users (id, `send` frame) that wait at the same moment: an acknowledgement for each that was written.

    None for each that was not: it is to be sent by itself, which writes it or says why not.
    """
    drafts = [_draft(user_id, data) for user_id, data in asked]
    try:
        done = iter(actions.send_together([draft for draft in drafts if draft is not None]))
    except DatabaseError:
        log.warning("messages could not be stored together", exc_info=True)
        return [None] * len(asked)
    found = [next(done) if draft is not None else None for draft in drafts]
    return [ack(one) if one is not None else None for one in found]


def _draft(user_id: int | None, data: Data) -> actions.Draft | None:
    """What a `send` frame says when it is plain: of somebody signed in, well formed, no answer to another message."""
    try:
        if user_id is None or whole(data, "reply_to", needed=False) is not None:
            return None
        return actions.Draft(whole(data, "room") or 0, user_id, key(data), text(data, "body"), _language(data))
    except BadRequest:
        return None


def edit(caller: Caller, data: Data) -> Data:
    message = message_of(caller, data)
    return ack(actions.edit_message(message, by=caller.signed_in_party, body=text(data, "body"), base=whole(data, "base") or 0))


def delete(caller: Caller, data: Data) -> Data:
    message = message_of(caller, data)
    return ack(actions.delete_message(message, by=caller.signed_in_party, base=whole(data, "base", needed=False)))


def read(caller: Caller, data: Data) -> Data:
    seat = own_seat(caller, data)
    return {"op": "ok", "room": seat.room.pk, "read": actions.mark_read(seat, seq=whole(data, "seq") or 0)}


def join(caller: Caller, data: Data) -> Data:
    seat = own_seat(caller, data, to_read=False)
    membership = actions.join_room(seat)
    return {"op": "ok", "room": seat.room.pk, "you": you(Seat(seat.room, seat.party, membership), caller)}


def leave(caller: Caller, data: Data) -> Data:
    seat = own_seat(caller, data, to_read=False)
    actions.leave_room(seat)
    return {"op": "ok", "room": seat.room.pk, "you": you(queries.seat_for(seat.room, seat.party), caller)}


def typing(caller: Caller, data: Data) -> Data:
    """Whether the caller may be shown as typing."""
    seat = own_seat(caller, data)
    if seat.membership is None or not seat.membership.is_seated:
        raise Forbidden("join")
    return {"room": seat.room.pk, "by": {"id": caller.signed_in_party.pk, "name": caller.signed_in_party.public_name}}


def history(caller: Caller, data: Data) -> Data:
    seat = seat_of(caller, data)
    page = queries.page_before(seat.room, whole(data, "before", needed=False))
    reader = seat.party.pk if seat.party else None
    messages = [message_data(row, reader_id=reader) for row in page.messages]
    return {"op": "history", "room": seat.room.pk, "before": page.before, "messages": messages}


def ack(done: actions.Done) -> Data:
    message = done.message
    return {
        "op": "ack", "room": message.room_id, "seq": message.seq, "chg": message.change_seq, "id": message.pk, "cid": str(message.cid),
        "dup": done.dup, "message": message_data(message),
    }  # fmt: skip


COMMANDS: dict[str, Callable[[Caller, Data], Data]] = {
    "hello": hello, "sync": sync, "sub": sync, "send": send, "edit": edit, "delete": delete, "read": read, "join": join, "leave": leave,
    "typing": typing, "history": history,
}  # fmt: skip


def run(op: str, caller: Caller, data: Data) -> tuple[Data, Refusal | None]:
    """Carry out one command: the answer's frame, and the refusal behind it if it is one. Raises nothing."""
    try:
        return COMMANDS[op](caller, data), None
    except Refusal as refusal:
        return refusal_data(refusal), refusal
    except DatabaseError:
        log.exception("chat command %s could not be stored", op)
        refusal = NotStored(_("This could not be stored just now. Your text is kept; please try again in a moment."))
        return refusal_data(refusal), refusal


def refusal_data(refusal: Refusal) -> Data:
    """The `err` frame of a refusal."""
    data = {"op": "err", "code": refusal.code, "text": refusal.text, **refusal.more}
    if isinstance(refusal, Stale):
        data["message"] = message_data(refusal.message)
        data["md"] = refusal.message.body_md
    return data
