"""The rooms as their moderators have them before them: how they run, to whom they are closed, and opening them again."""

from datetime import timedelta

import pytest

from community.chat import actions, refusals
from community.chat.models import Membership, Room
from community.moderation.models import ModerationLog
from portal.accounts.models import AuditEntry
from portal.core.clock import now
from portal.customers.models import Interaction
from portal.realtime import bus
from tests.factories import accounts, chat

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> \u202eevil {{ 7|add:7 }}"


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator.user)
    return client


def close(desk, room, name, **more):
    return desk.post(f"/desk/chat/{room.pk}/ban/", {"ban-name": name, "ban-hours": 24, "ban-reason": "spam", "ban-note": "", **more})


def test_who_is_banned_is_out_and_reads_until_when_and_why(desk, room, mara):
    assert close(desk, room, "Mara", **{"ban-note": "Twice."}).status_code == 302
    seat = Membership.objects.get(room=room, party=mara)
    assert timedelta(hours=23) < seat.banned_until - now() <= timedelta(hours=24)
    with pytest.raises(refusals.Forbidden):
        chat.message(room, mara)
    with pytest.raises(refusals.Forbidden):
        actions.join_room(chat.seat(room, mara))
    told = Interaction.objects.get(party=mara, kind="moderation.banned").attrs
    assert (told["place"], told["reason"], told["note"]) == (room.title, "spam", "Twice.")
    entry = ModerationLog.objects.get(action="banned")
    assert (entry.party, entry.actor_name, entry.reason, entry.note) == (mara, "noor", "spam", "Twice.")
    page = desk.get(f"/desk/chat/{room.pk}/").content.decode()
    assert "mara" in page
    assert "Twice." in page
    assert desk.get("/desk/moderation/log/").status_code == 200


def test_a_ban_is_lifted_and_the_seat_is_as_it_was(desk, room, mara):
    close(desk, room, "mara")
    seat = Membership.objects.get(room=room, party=mara)
    lift = f"/desk/chat/{room.pk}/lift/{seat.pk}/"
    assert desk.post(lift).status_code == 302
    assert chat.message(room, mara).seq == 1
    assert Interaction.objects.filter(party=mara, kind="moderation.unbanned").count() == 1
    assert desk.post(lift).status_code == 302
    assert ModerationLog.objects.filter(action="unbanned").count() == 1


def test_a_room_is_closed_to_somebody_who_never_sat_there(desk, room):
    stranger = chat.person(handle="lurker")
    close(desk, room, "lurker")
    seat = Membership.objects.get(room=room, party=stranger)
    assert (seat.is_banned, seat.is_seated, seat.left_at is not None) == (True, False, True)
    actions.lift_ban(seat, by=accounts.user(roles=("moderator",)))
    assert actions.join_room(chat.seat(room, stranger)).is_seated


def test_a_second_ban_takes_the_first_ones_place(desk, room, mara):
    close(desk, room, "mara", **{"ban-hours": 720})
    close(desk, room, "mara", **{"ban-hours": 1, "ban-reason": "rude"})
    seat = Membership.objects.get(room=room, party=mara)
    assert seat.banned_until - now() <= timedelta(hours=1)
    page = desk.get(f"/desk/chat/{room.pk}/").content.decode()
    assert page.count("data-row") == 1
    assert "<td>Rude or hurtful</td>" in page


@pytest.mark.parametrize("name", ["nobody-here", "", "noor", "agent-a", "\x00", "x" * 10_000])
def test_a_ban_of_nobody_or_of_a_colleague_is_refused_and_changes_nothing(desk, room, name):
    chat.person(handle="agent-a", roles=("agent",))
    assert close(desk, room, name).status_code == 400
    assert not Membership.objects.filter(banned_until__isnull=False).exists()
    assert not ModerationLog.objects.exists()


@pytest.mark.parametrize("hours", [0, -1, 9000])
def test_a_ban_without_a_sensible_end_is_refused(room, mara, moderator, hours):
    with pytest.raises(ValueError, match="a ban ends"):
        actions.ban_party(room, mara, until=now() + timedelta(hours=hours), reason="spam", by=moderator.user)
    assert Membership.objects.get(room=room, party=mara).banned_until is None


def test_slow_mode_and_state_are_set_and_written_down_once(desk, room, mara):
    for _n in range(2):
        assert desk.post(f"/desk/chat/{room.pk}/run/", {"state": "open", "slow_mode_s": 30}).status_code == 302
    assert Room.objects.get(pk=room.pk).slow_mode_s == 30
    entry = AuditEntry.objects.get(act="chat.slow_mode")
    assert entry.details == {"before": 0, "after": 30}
    chat.message(room, mara)
    with pytest.raises(refusals.TooFast):
        chat.message(room, mara)
    desk.post(f"/desk/chat/{room.pk}/run/", {"state": "locked", "slow_mode_s": 0})
    assert (Room.objects.get(pk=room.pk).state, AuditEntry.objects.filter(act="chat.room_state").count()) == ("locked", 1)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"state": "open", "slow_mode_s": -1},
        {"state": "open", "slow_mode_s": "9" * 400},
        {"state": "open", "slow_mode_s": 3601},
        {"state": "gone", "slow_mode_s": 5},
    ],
)
def test_a_room_is_not_run_by_nonsense(desk, room, data):
    assert desk.post(f"/desk/chat/{room.pk}/run/", data).status_code == 400
    kept = Room.objects.get(pk=room.pk)
    assert (kept.state, kept.slow_mode_s) == ("open", 0)


def test_open_screens_of_the_banned_are_put_out(room, mara, moderator, monkeypatch, django_capture_on_commit_callbacks):
    sent: list[dict] = []
    monkeypatch.setattr(bus, "send_all", sent.extend)
    with django_capture_on_commit_callbacks(execute=True):
        actions.ban_party(room, mara, until=now() + timedelta(hours=1), reason="spam", by=moderator.user)
    assert [item for item in sent if item.get("user") == mara.user_id or f'"room":{room.pk}' in str(item.get("text", ""))]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_as_often_for_one_row_as_for_three(keeping, desk, moderator, django_assert_num_queries, rows):
    place = chat.room("busy")
    for number in range(rows):
        actions.ban_party(
            place, chat.member(place), until=now() + timedelta(hours=1 + number), reason="spam", note=HOSTILE, by=moderator.user
        )
        if number:
            chat.room()
    desk.get("/desk/chat/")
    with django_assert_num_queries(6):
        page = desk.get("/desk/chat/").content.decode()
    assert page.count("data-row") == rows
    with django_assert_num_queries(8):
        page = desk.get(f"/desk/chat/{place.pk}/").content.decode()
    assert page.count("data-row") == rows
    assert "<script>alert" not in page
