"""Messages that wait at the same moment, written in one transaction (docs/decisions/019-chat-in-batches.md).

Only the plain case is written here: a member who may write, at his pace, a new text that answers no other. Everything else (a refusal,
a repeat, an answer, slow mode) is left to `send_message`, one by one, as is the whole batch when the database refuses any of it.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from community.chat import queries, sequence
from community.chat.actions.messages import Done, authorised, checked, compose, pace_of, publish
from community.chat.models import Message, Room
from community.chat.queries import Seat
from community.chat.refusals import Refusal
from portal.core.clock import now
from portal.core.events import after_commit
from portal.customers import timeline
from portal.customers.enums import Channel
from portal.customers.models import Party
from portal.realtime import limits


@dataclass(frozen=True)
class Draft:
    """What a signed-in user wants to say in a room."""

    room_id: int
    user_id: int
    cid: uuid.UUID
    body: str
    lang: str = ""


@dataclass(frozen=True)
class _Plain:
    """A draft that may be written as far as was seen: its place in the batch, whose it is, the message."""

    place: int
    party: Party
    message: Message


def send_together(drafts: Sequence[Draft]) -> list[Done | None]:
    """Write those of the drafts that are plain, all in one transaction; None for each that is left to `send_message`.

    Raises DatabaseError: then nothing is written, and each may be sent by itself.
    """
    moment = now()
    plain = _within_pace(_unknown(_authorised_of(drafts)), moment.timestamp())
    done: list[Done | None] = [None] * len(drafts)
    written: list[_Plain] = []
    try:
        written = _store(plain)
    finally:
        kept = {one.place for one in written}
        limits.give_back([pace_of(one.party) for one in plain if one.place not in kept], moment.timestamp())
    for one in written:
        done[one.place] = Done(one.message)
    return done


def _authorised_of(drafts: Sequence[Draft]) -> list[_Plain]:
    seats = queries.seats_of_users((draft.room_id, draft.user_id) for draft in drafts)
    found = []
    for place, draft in enumerate(drafts):
        seat = seats.get((draft.room_id, draft.user_id))
        if seat is not None and (one := _plain(place, draft, seat)):
            found.append(one)
    return found


def _plain(place: int, draft: Draft, seat: Seat) -> _Plain | None:
    if seat.room.slow_mode_s or seat.is_paused:
        return None
    try:
        text, party = checked(draft.body), authorised(seat)
    except Refusal:
        return None  # said again, in his language, by `send_message`
    return _Plain(place, party, compose(seat, party, cid=draft.cid, text=text, lang=draft.lang))


def _key(one: _Plain) -> tuple[int, uuid.UUID]:
    return one.party.pk, one.message.cid


def _unknown(found: list[_Plain]) -> list[_Plain]:
    """The first of each (sender, cid) that is not stored yet."""
    first = {_key(one): one for one in reversed(found)}
    known = queries.known_keys(list(first))
    return [one for one in found if first[_key(one)] is one and _key(one) not in known]


def _within_pace(found: list[_Plain], moment: float) -> list[_Plain]:
    waits = limits.take_each([pace_of(one.party) for one in found], moment)
    return [one for one, wait in zip(found, waits, strict=True) if not wait]


def _store(plain: list[_Plain]) -> list[_Plain]:
    """Those whose room was open and whose seat was held when the rooms were locked, with their numbers."""
    if not plain:
        return []
    with transaction.atomic():
        numbers = sequence.take_many([(one.message.room_id, one.party.pk) for one in plain], plain[-1].message.created_at)
        written = []
        for one, seq in zip(plain, numbers, strict=True):
            if seq is not None:
                one.message.seq = one.message.change_seq = seq
                written.append(one)
        Message.objects.bulk_create([one.message for one in written])
        timeline.record_many(_fact(one) for one in written)
        after_commit(publish, *(one.message for one in written))
    return written


def _fact(one: _Plain) -> timeline.Fact:
    message = one.message
    return timeline.Fact(
        party_id=one.party.pk, kind="chat.sent", key=f"chat.sent:{one.party.pk}:{message.cid}", at=message.created_at, channel=Channel.CHAT,
        attrs={"room": message.room.text_in("title", "en"), "message": message.pk}, about=(Room, message.room_id),
        actor_id=one.party.user_id,
    )  # fmt: skip
