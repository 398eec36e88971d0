"""What a reader who knows N is told, and that any damage on the way leaves everybody with the same list."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.chat import actions, queries
from community.chat.frames import change_frame, message_data
from community.chat.models import Message, Room
from tests.community.chat.client import Reader
from tests.factories import chat

pytestmark = pytest.mark.django_db


def fresh(room):
    return Room.objects.get(pk=room.pk)


def test_a_newcomer_gets_the_newest_page_and_the_head(room, mara):
    for n in range(3):
        chat.message(room, mara, f"Line {n}")
    answer = queries.catch_up(fresh(room), None)
    assert (answer["op"], answer["head"], answer["before"]) == ("snap", 3, None)
    assert [m["seq"] for m in answer["messages"]] == [1, 2, 3]


def test_after_n_come_the_changes_in_the_order_they_were_made_with_tombstones(room, mara):
    first, second = chat.message(room, mara, "One"), chat.message(room, mara, "Two")
    actions.edit_message(first, by=mara, body="One!", base=1)
    actions.delete_message(second, by=mara)
    answer = queries.catch_up(fresh(room), 2)
    assert (answer["op"], answer["prev"], answer["head"]) == ("chg", 2, 4)
    assert [(m["seq"], m["chg"], m["gone"]) for m in answer["changes"]] == [(1, 3, ""), (2, 4, "deleted")]


def test_nothing_new_is_an_empty_change_to_the_same_place(room, mara):
    chat.message(room, mara)
    assert queries.catch_up(fresh(room), 1) == change_frame(room.pk, 1, 1, [])


def test_another_epoch_or_a_position_from_the_future_starts_again(room, mara):
    chat.message(room, mara)
    assert queries.catch_up(fresh(room), 1, "00000000-0000-0000-0000-000000000000")["op"] == "resync"
    assert queries.catch_up(fresh(room), 2, str(room.epoch))["op"] == "resync"
    assert queries.catch_up(fresh(room), 1, str(room.epoch))["op"] == "chg"


def test_more_than_can_be_sent_starts_again_with_the_newest_page(room, mara, monkeypatch):
    monkeypatch.setattr(queries, "MOST_CHANGES", 3)
    for n in range(5):
        chat.message(room, mara, f"Line {n}")
    assert queries.catch_up(fresh(room), 1)["op"] == "resync"
    assert queries.catch_up(fresh(room), 2)["op"] == "chg"


def test_history_goes_back_page_by_page_without_a_gap(room, mara):
    for n in range(7):
        chat.message(room, mara, f"Line {n}")
    newest = queries.page_before(room, size=3)
    middle = queries.page_before(room, newest.before, size=3)
    oldest = queries.page_before(room, middle.before, size=3)
    assert [[m.seq for m in p.messages] for p in (newest, middle, oldest)] == [[5, 6, 7], [2, 3, 4], [1]]
    assert oldest.before is None


def test_a_page_around_a_number_holds_it(room, mara):
    for n in range(9):
        chat.message(room, mara, f"Line {n}")
    page, newer = queries.page_around(room, 4, size=4)
    assert 4 in [m.seq for m in page.messages]
    assert newer is True
    page, newer = queries.page_around(room, 9, size=4)
    assert ([m.seq for m in page.messages][-1], newer) == (9, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_catch_up_takes_two_queries_however_much_changed(room, mara, django_assert_num_queries, rows):
    for n in range(rows):
        chat.message(room, mara, f"Line {n}")
    with django_assert_num_queries(2):
        queries.catch_up(fresh_without_query(room), 0)


def fresh_without_query(room):
    return room


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_rooms_takes_one_query_however_many(mara, django_assert_num_queries, rows):
    for _n in range(rows):
        other = chat.room()
        chat.join(other, mara)
        chat.message(other, mara)
    with django_assert_num_queries(1):
        queries.rooms_for(mara.user, mara)


def test_unread_counts_what_others_wrote_after_the_mark(room, mara, tomasz):
    for n in range(3):
        chat.message(room, tomasz, f"Line {n}")
    chat.message(room, mara, "Mine")
    hidden = chat.message(room, tomasz, "Gone")
    actions.delete_message(hidden, by=tomasz)
    seat = chat.seat(room, mara)
    assert actions.mark_read(seat, seq=1) == 1
    assert queries.rooms_for(mara.user, mara)[0].unread == 2
    assert actions.mark_read(chat.seat(room, mara), seq=10**6) == 6
    assert actions.mark_read(chat.seat(room, mara), seq=2) == 6
    assert queries.rooms_for(mara.user, mara)[0].unread == 0


# --- any interleaving ------------------------------------------------------------------------------------------------
class World:
    """A room's record in memory, changing as the database would, and the frames it published."""

    def __init__(self) -> None:
        self.head = 0
        self.rows: dict[int, dict] = {}
        self.frames: list[dict] = []

    def change(self, what: int) -> None:
        self.head += 1
        if what == 0 or not self.rows:
            key = len(self.rows) + 1
            self.rows[key] = {"id": key, "seq": self.head, "chg": self.head, "html": f"<p>{self.head}</p>", "gone": ""}
        else:
            key = sorted(self.rows)[what % len(self.rows)]
            gone = "deleted" if what % 3 == 0 else ""
            self.rows[key] = {**self.rows[key], "chg": self.head, "html": "" if gone else f"<p>edit {self.head}</p>", "gone": gone}
        self.frames.append(change_frame(1, self.head - 1, self.head, [dict(self.rows[key])]))

    def catch_up(self, after: int | None) -> dict:
        rows = sorted(self.rows.values(), key=lambda m: m["chg"])
        if after is None:
            return {"op": "snap", "epoch": "e", "head": self.head, "messages": [dict(m) for m in rows], "before": None}
        return change_frame(1, after, self.head, [dict(m) for m in rows if m["chg"] > after])

    def truth(self) -> list[tuple[int, str, str]]:
        return [(m["seq"], m["html"], m["gone"]) for m in sorted(self.rows.values(), key=lambda m: m["seq"])]


def damaged(frames: list[dict], dice: random.Random) -> list[dict]:
    """Some lost, some twice, out of order."""
    arrived = [f for f in frames if dice.random() > 0.25]
    arrived += [f for f in arrived if dice.random() < 0.3]
    dice.shuffle(arrived)
    return arrived


def read_all(world: World, arrived: list[dict], *, replay: bool) -> Reader:
    reader = Reader()
    reader.apply({"op": "snap", "epoch": "e", "head": 0, "messages": [], "before": None})
    for frame in json.loads(json.dumps(arrived)):
        if not reader.apply(frame) and replay:
            reader.apply(world.catch_up(reader.last))
    if replay and reader.last != world.head:  # the next ping tells
        reader.apply(world.catch_up(reader.last))
    return reader


@pytest.mark.slow
@given(changes=st.lists(st.integers(0, 40), min_size=1, max_size=60), seeds=st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_loss_doubling_and_disorder_leaves_every_reader_with_the_record(changes, seeds):
    world = World()
    for what in changes:
        world.change(what)
    for seed in seeds:
        assert read_all(world, damaged(world.frames, random.Random(seed)), replay=True).shown() == world.truth()


def test_without_replay_the_same_damage_is_not_repaired():
    world = World()
    for what in [0, 0, 0, 5, 0, 7, 0, 0]:
        world.change(what)
    wrong = [seed for seed in range(20) if read_all(world, damaged(world.frames, random.Random(seed)), replay=False).shown() != world.truth()]
    assert len(wrong) >= 15


def test_state_before_plus_changes_is_the_fresh_state(room, mara, tomasz, moderator):
    reader = Reader()
    reader.apply(queries.catch_up(fresh(room), None))
    first = chat.message(room, mara, "One")
    second = chat.message(room, tomasz, "Two", reply_to=first.pk)
    acts = [
        lambda: actions.edit_message(Message.objects.get(pk=first.pk), by=mara, body="One!", base=1),
        lambda: actions.hide_message(Message.objects.get(pk=second.pk), by=moderator.user, reason="spam"),
        lambda: actions.restore_message(Message.objects.get(pk=second.pk), by=moderator.user),
        lambda: actions.delete_message(Message.objects.get(pk=first.pk), by=mara),
    ]
    for act in acts:
        before = reader.last
        act()
        reader.apply(queries.catch_up(fresh(room), before))
        whole = Reader()
        whole.apply(queries.catch_up(fresh(room), None))
        assert reader.shown() == whole.shown()
        assert reader.last == whole.last


def test_the_frame_of_a_message_is_what_the_page_of_the_protocol_says(room, mara):
    data = message_data(chat.message(room, mara, lang="en"))
    assert set(data) == {"id", "seq", "chg", "cid", "by", "kind", "html", "lang", "at", "edited", "reply", "gone"}
