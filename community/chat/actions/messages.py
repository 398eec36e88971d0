"""Writing, changing, deleting, hiding and restoring messages.

The order is always: check, authorise, look for a twin, count the pace, render; only then the transaction, which takes the
room's number, writes, and commits. The room's row is locked for these two or three statements and no longer.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.chat import queries, rules, sequence
from community.chat.enums import MessageState
from community.chat.frames import change_frame, message_data
from community.chat.models import Message, MessageRevision, Room
from community.chat.queries import Seat
from community.chat.refusals import Conflict, Forbidden, Gone, Invalid, NotFound, SignInFirst, Stale, TooFast
from portal.core import markdown, pagecache
from portal.core.clock import now
from portal.core.events import after_commit
from portal.core.prepared import insert
from portal.core.text import clean_text
from portal.customers import timeline
from portal.customers.enums import Channel
from portal.customers.models import Party
from portal.realtime import limits
from portal.realtime.publish import publish_changes, publish_hint, user_topic

LONGEST = 4000
PACE = ((10, 10), (40, 60))
NEWCOMERS_PACE = ((5, 10), (40, 60))


@dataclass(frozen=True)
class Done:
    """What became of a command: the message as it is now; `dup` when it had been done before."""

    message: Message
    dup: bool = False


def send_message(seat: Seat, *, cid: uuid.UUID, body: str, reply_to: int | None = None, lang: str = "") -> Done:
    """Write a message of the seat's party, at most once per (sender, cid), for ever.

    Raises Invalid (text), Forbidden (standing), NotFound (quoted message), Conflict (cid used for another text), TooFast.
    """
    text = checked(body)
    party = authorised(seat)
    twin, quoted = queries.find_twin_and_quoted(party, cid, seat.room, reply_to)
    if twin is not None:
        return _twin(twin, seat.room, text)
    if reply_to is not None and (quoted is None or quoted.gone):
        raise NotFound(_("The message you answer is no longer there."))
    _keep_pace(party)
    _keep_slow_mode(seat, party)
    message = compose(seat, party, cid=cid, text=text, lang=lang, quoted=quoted)
    try:
        _store(message, party)
    except IntegrityError:
        twin, _quoted = queries.find_twin_and_quoted(party, cid, seat.room, None)
        if twin is None:
            raise
        return _twin(twin, seat.room, text)
    return Done(message)


def compose(seat: Seat, party: Party, *, cid: uuid.UUID, text: str, lang: str, quoted: Message | None = None) -> Message:
    """The message as it will stand, without its number."""
    return Message(
        room=seat.room, sender=party, sender_name=party.public_name, sender_role=rules.seat_of(party.user, seat.membership), cid=cid,
        body_md=text, body_html=markdown.render_message(text), body_version=markdown.VERSION, reply_to=quoted, lang=lang,
    )  # fmt: skip


def checked(body: str) -> str:
    """The text as it is kept; raises Invalid."""
    text = clean_text(body).strip()
    if not text:
        raise Invalid(body=_("Please write something."))
    if len(text) > LONGEST:
        words = _("A message may have up to %(most)d characters; this one has %(count)d.")
        raise Invalid(body=words % {"most": LONGEST, "count": len(text)})
    return text


def authorised(seat: Seat) -> Party:
    """Whose seat it is, when he may write; raises SignInFirst or Forbidden."""
    if seat.party is None:
        raise SignInFirst
    standing = queries.standing_in(seat)
    if not standing.can_write:
        raise Forbidden(standing.why, standing.until)
    return seat.party


def _twin(twin: Message, room: Room, text: str) -> Done:
    if twin.room_id != room.pk or (twin.body_md != text and not twin.edited_at):
        raise Conflict(_("This message was already sent with another text."))
    return Done(twin, dup=True)


def pace_of(party: Party) -> list[limits.Rate]:
    """Messages and their changes count together: each goes out to everybody, and each change is kept."""
    pace = NEWCOMERS_PACE if rules.is_newcomer(party) else PACE
    return [(f"chat:{party.pk}:{seconds}", most, seconds) for most, seconds in pace]


def _keep_pace(party: Party) -> None:
    if wait := limits.take_all(pace_of(party)):
        raise TooFast(wait)


def _keep_slow_mode(seat: Seat, party: Party) -> None:
    if not (slow := seat.room.slow_mode_s) or rules.is_host(party.user, seat.membership):
        return
    if wait := limits.pause(f"slow:{seat.room.pk}:{party.pk}", slow):
        raise TooFast(wait)


def _store(message: Message, party: Party) -> None:
    with transaction.atomic():
        seq = sequence.take_next_for(message.room_id, party.pk, message.created_at)
        if seq is None:
            seat = queries.seat_in(message.room_id, party)
            standing = queries.standing_in(seat) if seat else None
            raise Forbidden(standing.why if standing and standing.why else "join")
        message.seq = message.change_seq = seq
        insert(message)
        timeline.record(
            party, "chat.sent", attrs={"room": message.room.text_in("title", "en"), "message": message.pk}, about=message.room,
            channel=Channel.CHAT, at=message.created_at, actor=party.user, key=f"chat.sent:{party.pk}:{message.cid}",
        )  # fmt: skip
        after_commit(publish, message)


def publish(*messages: Message) -> None:
    """Tell every process's sockets; after the commit."""
    publish_changes([(one.room.hub_topic, one.change_seq - 1, one.change_seq, _frame(one)) for one in messages])


def _frame(message: Message) -> dict[str, Any]:
    return change_frame(message.room_id, message.change_seq - 1, message.change_seq, [message_data(message)])


def change(message: Message, guard: dict[str, Any], values: dict[str, Any]) -> bool:
    """Take the room's number and write `values` where `guard` still holds; the message is then the new one."""
    seq = sequence.take_next(message.room_id)
    if not Message.objects.filter(pk=message.pk, **guard).update(change_seq=seq, **values):
        return False
    message.change_seq = seq
    for name, value in values.items():
        setattr(message, name, value)
    after_commit(publish, message)
    return True


def edit_message(message: Message, *, by: Party, body: str, base: int) -> Done:
    """Change the text of an own message; `base` is the change_seq the editor saw.

    Saying the same again is done already. Raises Invalid, Forbidden, Gone, Stale, TooFast; then nothing is changed.
    """
    text = checked(body)
    _may_change(message, by)
    authorised(queries.seat_for(message.room, by))
    if message.body_md == text:
        return Done(message, dup=True)
    if base != message.change_seq:
        raise Stale(message)
    _keep_pace(by)
    with transaction.atomic():
        revision = MessageRevision(message=message, body_md=message.body_md, editor=by, n=message.revisions.count() + 1)
        values = {"body_md": text, "body_html": markdown.render_message(text), "body_version": markdown.VERSION, "edited_at": now()}
        if not change(message, {"change_seq": base, "deleted_at": None, "state": MessageState.VISIBLE}, values):
            transaction.set_rollback(True)
            changed = False
        else:
            changed = True
            revision.save(force_insert=True)
    if not changed:
        raise Stale(Message.objects.select_related("room", "reply_to").get(pk=message.pk))
    return Done(message)


def _may_change(message: Message, by: Party) -> None:
    if message.sender_id != by.pk:
        raise Forbidden("not_yours")
    if message.gone:
        raise Gone(_("This message is no longer there."))


def delete_message(message: Message, *, by: Party, base: int | None = None) -> Done:
    """Take an own message back; a tombstone stays in its place. Twice is once. Allowed to the silenced and in locked rooms.

    Raises Forbidden (somebody else's), Stale (changed since `base`).
    """
    if message.sender_id != by.pk:
        raise Forbidden("not_yours")
    if message.deleted_at:
        return Done(message, dup=True)
    if base is not None and base < message.change_seq:
        raise Stale(message)
    with transaction.atomic():
        done = change(message, {"deleted_at": None}, {"deleted_at": now(), "deleted_by": by})
        if done:
            pagecache.content_changed()
        else:
            transaction.set_rollback(True)
    if not done:
        return Done(Message.objects.select_related("room", "reply_to").get(pk=message.pk), dup=True)
    return Done(message)


def hide_message(message: Message, *, by: Any, reason: str, note: str = "", label: str = "") -> Done:
    """Take a message from everybody's screen; its author keeps seeing it with `reason` (code), `label` (its words) and `note`.

    `by` is a user, or None for an automatic decision. Twice is once. Raises Forbidden for those who are no moderators.
    """
    _may_hide(message, by)
    if message.state == MessageState.HIDDEN:
        return Done(message, dup=True)
    values = {"state": MessageState.HIDDEN, "hidden_reason": reason[:40], "hidden_note": clean_text(note)[:2000]}
    with transaction.atomic():
        done = change(message, {"state": MessageState.VISIBLE}, values)
        if done:
            pagecache.content_changed()
        else:
            transaction.set_rollback(True)
        if done and message.sender is not None and message.sender.user_id:
            frame = {
                "op": "ctl", "room": message.room_id, "kind": "hidden", "seq": message.seq, "id": message.pk, "reason": reason,
                "text": label, "note": values["hidden_note"],
            }  # fmt: skip
            after_commit(_tell, message.sender.user_id, frame)
    return Done(message, dup=not done)


def restore_message(message: Message, *, by: Any) -> Done:
    """Show a hidden message again. Twice is once. Raises Forbidden."""
    _may_hide(message, by)
    if message.state == MessageState.VISIBLE:
        return Done(message, dup=True)
    with transaction.atomic():
        done = change(message, {"state": MessageState.HIDDEN}, {"state": MessageState.VISIBLE, "hidden_reason": "", "hidden_note": ""})
        if done:
            pagecache.content_changed()
        else:
            transaction.set_rollback(True)
    return Done(message, dup=not done)


def _may_hide(message: Message, by: Any) -> None:
    if by is None:
        return
    seat = queries.seat_for(message.room, getattr(by, "party", None))
    if not rules.can_hide_messages(by, seat.membership):
        raise Forbidden("not_moderator")


def _tell(user_id: int, frame: dict[str, Any]) -> None:
    publish_hint(user_topic(user_id), frame, fleeting=False)
