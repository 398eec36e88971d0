"""Many at once: the same key, the same room, the same message. Each with the control that shows what the guard prevents."""

import threading
import uuid
from collections import Counter

import pytest
from django.db import IntegrityError

from community.chat import actions, queries, refusals
from community.chat.actions import messages
from community.chat.models import Membership, Message, MessageRevision, Room
from portal.customers.models import Interaction
from tests.factories import chat
from tests.races import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE = 6


@pytest.fixture
def seats(transactional_db):
    room = chat.room("race")
    return room, [chat.seat(room, chat.member(room)) for _n in range(AT_ONCE)]


def send_all(seats):
    return together(*(lambda s=s, n=n: actions.send_message(s, cid=uuid.uuid4(), body=f"Line {n}") for n, s in enumerate(seats)))


def test_writers_at_the_same_moment_get_different_numbers_without_a_gap(seats):
    room, places = seats
    for _round in range(3):
        assert not [r for r in send_all(places) if isinstance(r, Exception)]
    numbers = list(Message.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, 3 * AT_ONCE + 1))
    assert Room.objects.get(pk=room.pk).last_seq == 3 * AT_ONCE


def test_without_the_guard_the_same_writers_take_the_same_number(seats, monkeypatch):
    """The control: a number read before the transaction and counted up in Python, as `room.last_seq += 1` would."""
    _room, places = seats

    def naive(room_id, party_id, moment):
        number = next(s.room.last_seq for s in places if s.party.pk == party_id) + 1
        Room.objects.filter(pk=room_id).update(last_seq=number)
        return number

    monkeypatch.setattr(messages.sequence, "take_next_for", naive)
    results = send_all(places)
    clashes = [r for r in results if isinstance(r, IntegrityError)]
    assert len(clashes) == AT_ONCE - 1
    assert Message.objects.count() == 1


def test_the_same_key_at_the_same_moment_is_one_message_and_every_sender_is_told_so(seats):
    _room, places = seats
    cid = uuid.uuid4()
    results = together(*(lambda: actions.send_message(places[0], cid=cid, body="Once.") for _n in range(AT_ONCE)))
    assert not [r for r in results if isinstance(r, Exception)], results
    assert len({r.message.pk for r in results}) == 1
    assert Counter(r.dup for r in results) == {False: 1, True: AT_ONCE - 1}
    assert (Message.objects.count(), Interaction.objects.filter(kind="chat.sent").count()) == (1, 1)
    assert Room.objects.get().last_seq == 1


def test_without_the_unique_key_the_same_senders_would_write_twice(seats, monkeypatch):
    """The control: looking first and writing then, with a key that is made new behind the look."""
    _room, places = seats
    cid = uuid.uuid4()
    looked = threading.Barrier(AT_ONCE)
    real = messages._store

    def store_under_another_key(message, party):
        looked.wait(10)
        message.cid = uuid.uuid4()
        real(message, party)

    monkeypatch.setattr(messages, "_store", store_under_another_key)
    together(*(lambda: actions.send_message(places[0], cid=cid, body="Once.") for _n in range(AT_ONCE)))
    assert Message.objects.count() == AT_ONCE


def test_two_edits_from_the_same_base_make_one_change(seats):
    _room, places = seats
    party = places[0].party
    message = actions.send_message(places[0], cid=uuid.uuid4(), body="Base.").message
    jobs = [lambda n=n: actions.edit_message(Message.objects.select_related("room").get(pk=message.pk), by=party, body=f"Text {n}", base=1) for n in range(AT_ONCE)]
    results = together(*jobs)
    assert Counter(type(r).__name__ for r in results) == {"Done": 1, "Stale": AT_ONCE - 1}, results
    assert (Room.objects.get().last_seq, MessageRevision.objects.count()) == (2, 1)


def test_leaving_while_writing_ends_with_no_message_after_the_leave(seats):
    room, places = seats
    for seat in places:
        together(lambda s=seat: actions.leave_room(s), lambda s=seat: actions.send_message(s, cid=uuid.uuid4(), body="Bye"))
    for seat in places:
        with pytest.raises(refusals.Forbidden):
            actions.send_message(queries.seat_in(room.pk, seat.party), cid=uuid.uuid4(), body="Gone")
    assert Room.objects.get(pk=room.pk).last_seq == Message.objects.count()


def test_joining_at_the_same_moment_takes_one_seat(seats):
    room, _places = seats
    stale = chat.seat(room, chat.person())
    results = together(*(lambda: actions.join_room(stale) for _n in range(AT_ONCE)))
    assert not [r for r in results if isinstance(r, Exception)], results
    assert Membership.objects.filter(room=room, party=stale.party).count() == 1
    assert Interaction.objects.filter(kind="chat.joined", party=stale.party).count() == 1
