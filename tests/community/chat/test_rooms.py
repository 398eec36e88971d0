"""Who knows of a room, who reads it, joining and leaving, and what a host decides."""

from datetime import timedelta

import pytest

from community.chat import actions, queries, refusals
from community.chat.enums import RoomKind, RoomState, Visibility
from community.chat.models import Membership, Message, Room
from portal.core.clock import now
from portal.customers.models import Interaction
from tests.factories import accounts, chat

pytestmark = pytest.mark.django_db


@pytest.fixture
def owners(db):
    return chat.room("owners", kind=RoomKind.MEMBERS)


@pytest.fixture
def secret(db):
    return chat.room("secret", kind=RoomKind.MEMBERS, visibility=Visibility.HIDDEN)


def test_visitors_know_listed_rooms_and_read_public_ones(room, owners, secret):
    from django.contrib.auth.models import AnonymousUser

    assert set(Room.objects.visible_to(AnonymousUser())) == {room, owners}
    assert set(Room.objects.readable_by(AnonymousUser())) == {room}


def test_members_read_their_rooms_until_they_leave_or_are_banned(room, owners, secret):
    party = chat.member(owners)
    Membership.objects.create(room=secret, party=party)
    assert set(Room.objects.readable_by(party.user)) == {room, owners, secret}
    actions.leave_room(chat.seat(owners, party))
    Membership.objects.filter(room=secret, party=party).update(banned_until=now() + timedelta(hours=1))
    assert set(Room.objects.readable_by(party.user)) == {room}
    assert set(Room.objects.visible_to(party.user)) == {room, owners}


def test_a_moderator_knows_of_every_room_and_reads_no_members_room_silently(room, owners, secret, moderator):
    assert set(Room.objects.visible_to(moderator.user)) == {room, owners, secret}
    assert set(Room.objects.readable_by(moderator.user)) == {room}


def test_messages_of_a_members_room_are_seen_by_members_only(owners):
    party = chat.member(owners)
    chat.message(owners, party)
    assert Message.objects.visible_to(party.user).count() == 1
    assert Message.objects.visible_to(accounts.user()).count() == 0


def test_joining_is_one_fact_and_twice_is_once(room):
    party = chat.person()
    chat.join(room, party)
    chat.join(room, party)
    assert Membership.objects.filter(room=room, party=party).count() == 1
    assert [f.attrs for f in Interaction.objects.filter(party=party, kind="chat.joined")] == [{"room": "About bench"}]


def test_two_joins_with_the_same_stale_seat_take_one_seat(room):
    party = chat.person()
    stale = chat.seat(room, party)
    actions.join_room(stale)
    actions.join_room(stale)
    assert Membership.objects.filter(room=room, party=party).count() == 1
    assert Interaction.objects.filter(party=party, kind="chat.joined").count() == 1


def test_who_returns_finds_his_seat_with_nothing_unread(room, mara, tomasz):
    actions.leave_room(chat.seat(room, mara))
    chat.message(room, tomasz, "While you were away")
    back = chat.join(room, mara)
    assert (back.left_at, back.read_seq, back.joined_seq) == (None, 1, 1)
    assert [f.kind for f in Interaction.objects.filter(party=mara, kind__startswith="chat.").order_by("id")] == ["chat.joined", "chat.left", "chat.joined"]


def test_leaving_twice_is_once(room, mara):
    assert actions.leave_room(chat.seat(room, mara)) is True
    assert actions.leave_room(chat.seat(room, mara)) is False
    assert Interaction.objects.filter(party=mara, kind="chat.left").count() == 1


@pytest.mark.parametrize("case", ["archived", "hidden", "banned"])
def test_rooms_that_cannot_be_joined(room, case):
    party = chat.person()
    if case == "archived":
        Room.objects.filter(pk=room.pk).update(state=RoomState.ARCHIVED)
        seat = chat.seat(room, party)
    elif case == "hidden":
        Room.objects.filter(pk=room.pk).update(visibility=Visibility.HIDDEN)
        assert queries.seat_in(room.pk, party) is None
        seat = queries.Seat(Room.objects.get(pk=room.pk), party)
    else:
        Membership.objects.create(room=room, party=party, banned_until=now() + timedelta(hours=1))
        seat = chat.seat(room, party)
    with pytest.raises(refusals.Forbidden):
        actions.join_room(seat)
    assert not Membership.objects.filter(room=room, party=party).filter(Membership.seated()).exists()


def test_a_host_decides_and_others_do_not(room, mara, tomasz, moderator):
    seat = Membership.objects.get(room=room, party=mara)
    acts = [
        lambda by: actions.set_room_state(room, state=RoomState.LOCKED, by=by),
        lambda by: actions.set_slow_mode(room, seconds=10, by=by),
        lambda by: actions.mute_member(seat, until=now() + timedelta(hours=1), by=by),
        lambda by: actions.lift_ban(seat, by=by),
        lambda by: actions.ban_party(room, seat.party, until=now() + timedelta(hours=1), reason="spam", by=by),
    ]
    for act in acts:
        with pytest.raises(refusals.Forbidden):
            act(tomasz.user)
    assert (Room.objects.get(pk=room.pk).state, Membership.objects.get(pk=seat.pk).muted_until) == ("open", None)
    for act in acts:
        act(moderator.user)
    kept = Room.objects.get(pk=room.pk)
    assert (kept.state, kept.slow_mode_s) == ("locked", 10)
    assert Membership.objects.get(pk=seat.pk).is_banned is True


def test_in_and_out_again_and_again_is_told_to_wait(room, mara):
    """Each time writes two facts that stay for ever."""
    before = Interaction.objects.filter(party=mara).count()
    for _n in range(actions.rooms.RETURNS[0]):
        actions.leave_room(chat.seat(room, mara))
        chat.join(room, mara)
    actions.leave_room(chat.seat(room, mara))
    with pytest.raises(refusals.TooFast):
        chat.join(room, mara)
    assert Interaction.objects.filter(party=mara).count() == before + 2 * actions.rooms.RETURNS[0] + 1
    assert Membership.objects.get(room=room, party=mara).is_seated is False
