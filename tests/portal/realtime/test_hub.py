"""The hub without a network: order, buffering while a catch-up is read, full queues, and what the bus lost."""

import asyncio
import time

import pytest

from portal.realtime import bus, limits, switches, upkeep
from portal.realtime.hub import Hub
from portal.realtime.sockets import MOST_BYTES, MOST_FRAMES, VISITOR, Person, Socket
from portal.realtime.sources import Change, sources, split

pytestmark = pytest.mark.django_db  # records are fakes, but the threads that read them look after connections of earlier tests


class Wire:
    """The client's end: what arrived, and whether it reads at all."""

    def __init__(self, *, reads: bool = True) -> None:
        self.got: list[str] = []
        self.code: int | None = None
        self.reads = asyncio.Event()
        if reads:
            self.reads.set()

    async def send(self, event: dict) -> None:
        await self.reads.wait()
        if event["type"] == "websocket.close":
            self.code = event["code"]
        else:
            self.got.append(event["text"])


class Counting:
    """A source whose record is a number."""

    field = "count"

    def __init__(self) -> None:
        self.head, self.asked = 0, 0

    def heads(self, ids):
        self.asked += 1
        return dict.fromkeys(ids, self.head)

    def read(self, id_, after):
        return Change(after, self.head, f"read {after}-{self.head}") if self.head > after else None


@pytest.fixture(autouse=True)
def redis_is_asked_again(monkeypatch):
    """A test that takes Redis away leaves it alone for a second, which is longer than the next test."""
    monkeypatch.setitem(bus._state, "rest_until", 0.0)


@pytest.fixture
def record(monkeypatch):
    made = Counting()
    monkeypatch.setitem(sources._things, "count", made)
    return made


def listening(hub: Hub, wire: Wire, head: int | None = 0, person: Person = VISITOR, topic: str = "count:1") -> Socket:
    socket = Socket(wire.send, person, "10.0.0.1", 0.0)
    hub.add(socket)
    hub.hold(socket, topic)
    hub.go_live(socket, topic, head)
    return socket


async def settled() -> None:
    for _n in range(5):
        await asyncio.sleep(0)


async def test_changes_arrive_in_order_and_once(record):
    hub, wire = Hub(), Wire()
    listening(hub, wire)
    for prev in (0, 1, 0, 1, 2):
        hub.deliver_change("count:1", Change(prev, prev + 1, f"c{prev + 1}"))
    await settled()
    assert wire.got == ["c1", "c2", "c3"]


async def test_a_change_that_comes_too_early_waits_for_the_one_before_it(record):
    hub, wire = Hub(), Wire()
    listening(hub, wire)
    for prev in (2, 1, 0):
        hub.deliver_change("count:1", Change(prev, prev + 1, f"c{prev + 1}"))
    await settled()
    assert wire.got == ["c1", "c2", "c3"]


async def test_a_gap_that_stays_is_read_from_the_record(record):
    hub, wire = Hub(), Wire()
    listening(hub, wire)
    record.head = 3
    task = asyncio.ensure_future(upkeep.catch_up_always(hub))
    hub.deliver_change("count:1", Change(2, 3, "c3"))
    await asyncio.sleep(0.3)
    task.cancel()
    assert wire.got == ["read 0-3"]
    assert hub.topics["count:1"].head == 3


async def test_what_happens_while_the_catch_up_is_read_follows_it_without_gap_or_repeat(record):
    hub, wire, other = Hub(), Wire(), Wire()
    listening(hub, other)
    socket = Socket(wire.send, VISITOR, "", 0.0)
    hub.add(socket)
    hub.hold(socket, "count:1")
    for prev in range(4):
        hub.deliver_change("count:1", Change(prev, prev + 1, f"c{prev + 1}"))
    socket.push("page up to 2")
    hub.go_live(socket, "count:1", 2)
    hub.deliver_change("count:1", Change(4, 5, "c5"))
    await settled()
    assert wire.got == ["page up to 2", "c3", "c4", "c5"]
    assert other.got == ["c1", "c2", "c3", "c4", "c5"]


async def test_without_buffering_the_same_subscriber_would_miss_them(record):
    """The control: reading first and entering the topic after it loses what came between."""
    hub, wire, other = Hub(), Wire(), Wire()
    listening(hub, other)
    hub.deliver_change("count:1", Change(0, 1, "c1"))
    socket = Socket(wire.send, VISITOR, "", 0.0)
    hub.add(socket)
    socket.push("page up to 0")
    hub.hold(socket, "count:1")
    hub.go_live(socket, "count:1", 0)
    await settled()
    assert wire.got == ["page up to 0"]


async def test_a_newcomer_does_not_move_what_the_others_still_need(record):
    hub, old, new = Hub(), Wire(), Wire()
    listening(hub, old, head=3)
    listening(hub, new, head=5)
    assert hub.topics["count:1"].head == 3
    hub.deliver_change("count:1", Change(3, 6, "c4-6"))
    await settled()
    assert (old.got, new.got) == (["c4-6"], ["c4-6"])


async def test_a_full_queue_closes_the_socket_and_the_others_go_on(record):
    hub, slow, quick = Hub(), Wire(reads=False), Wire()
    stuck = listening(hub, slow)
    listening(hub, quick)
    for prev in range(MOST_FRAMES + 5):
        hub.deliver_change("count:1", Change(prev, prev + 1, f"c{prev + 1}"))
        await settled()
    assert (stuck.closed, stuck.queued_bytes) == (True, 0)
    assert len(quick.got) == MOST_FRAMES + 5
    slow.reads.set()
    await asyncio.sleep(0.01)
    assert slow.code == 4408
    assert len(slow.got) == 1


async def test_a_megabyte_closes_it_too(record):
    hub, slow = Hub(), Wire(reads=False)
    stuck = listening(hub, slow)
    for _n in range(4):
        stuck.push("x" * (MOST_BYTES // 3))
        await settled()
    stuck.push("x" * (MOST_BYTES // 3))
    assert stuck.closed is True


async def test_a_half_full_queue_gets_no_fleeting_frames(record):
    hub, slow = Hub(), Wire(reads=False)
    stuck = listening(hub, slow)
    for n in range(MOST_FRAMES // 2 + 1):
        stuck.push(f"f{n}")
        await settled()
    stuck.push("typing", fleeting=True)
    stuck.push("kept")
    slow.reads.set()
    await asyncio.sleep(0.01)
    assert "typing" not in slow.got
    assert slow.got[-1] == "kept"


async def test_the_reconciler_asks_once_for_all_topics_and_delivers_what_is_missing(record, monkeypatch):
    hub, one, two = Hub(), Wire(), Wire()
    listening(hub, one, topic="count:1")
    listening(hub, two, topic="count:2")
    record.head = 2
    await upkeep.deliver_missing(hub, await upkeep.find_behind(hub))
    await settled()
    assert (one.got, two.got, record.asked) == (["read 0-2"], ["read 0-2"], 1)
    assert await upkeep.find_behind(hub) == set()


async def test_replay_is_switched_off_only_under_the_test_flag(record, monkeypatch):
    monkeypatch.setenv("ATRIUM_TEST_DISABLE", "replay")
    monkeypatch.delenv("ATRIUM_TEST", raising=False)
    assert switches.is_disabled("replay") is False
    monkeypatch.setenv("ATRIUM_TEST", "1")
    assert switches.is_disabled("replay") is True
    hub, wire = Hub(), Wire()
    listening(hub, wire)
    record.head = 2
    assert await upkeep.find_behind(hub) == set()


async def test_pings_carry_heads_and_silence_closes(record):
    hub, wire = Hub(), Wire()
    socket = listening(hub, wire, head=7)
    upkeep.keep_alive(hub, socket, 26.0)
    await settled()
    assert wire.got == ['{"op":"ping","t":26,"heads":{"1":7}}']
    upkeep.keep_alive(hub, socket, 33.0)
    assert socket.closed is False
    upkeep.keep_alive(hub, socket, 34.5)
    await settled()
    assert (wire.code, hub.sockets, hub.topics) == (4409, set(), {})


async def test_who_answers_stays_and_a_day_old_connection_is_renewed(record):
    hub, wire = Hub(), Wire()
    socket = listening(hub, wire)
    upkeep.keep_alive(hub, socket, 26.0)
    socket.last_heard = 27.0
    upkeep.keep_alive(hub, socket, 40.0)
    assert socket.closed is False
    upkeep.keep_alive(hub, socket, 27 * 3600)
    await settled()
    assert wire.code == 4410


async def test_leaving_and_closing_leaves_nothing_behind(record):
    hub = Hub()
    people = [Person(user_id=n, party_id=n, name=f"p{n}", session_key=f"s{n}") for n in (1, 2)]
    sockets = [listening(hub, Wire(), person=p) for p in people]
    hub.presence.enter("count:1", people[0])
    hub.presence.exit("count:1", people[0])
    for socket in sockets:
        hub.remove(socket)
        hub.remove(socket)
    assert (hub.sockets, hub.topics, hub.users, hub.addresses, hub.presence.here) == (set(), {}, {}, {}, {})


async def test_who_comes_right_after_the_last_one_left_is_told_from_the_beginning(record, monkeypatch):
    monkeypatch.setattr(bus, "is_shared", lambda: False)
    hub = Hub()
    gone = listening(hub, Wire(), person=Person(user_id=1, party_id=1, name="mara"))
    await hub.presence.flush()
    hub.remove(gone)
    wire = Wire()
    listening(hub, wire, person=Person(user_id=2, party_id=2, name="tomasz"))
    assert hub.presence.snapshot("count:1") == {"n": 0, "who": []}
    await hub.presence.flush()
    await asyncio.sleep(0)
    assert wire.got == ['{"op":"eph","count":1,"kind":"presence","n":1,"in":[{"id":2,"name":"tomasz"}],"out":[]}']


async def test_presence_above_a_hundred_is_a_number_only(record):
    hub, wire = Hub(), Wire()
    for n in range(101):
        listening(hub, Wire(), person=Person(user_id=n + 1, party_id=n + 1, name=f"p{n}", session_key=str(n)))
    listening(hub, wire)
    await hub.presence.flush()
    await settled()
    assert wire.got == ['{"op":"eph","count":1,"kind":"presence","n":101}']
    assert hub.presence.snapshot("count:1") == {"n": 101, "who": []}


async def test_a_hint_for_few_is_not_sent_to_many(record):
    hub, wire = Hub(), Wire()
    listening(hub, wire)
    for n in range(3):
        listening(hub, Wire(), person=Person(user_id=n + 1, party_id=n + 1, name="p", session_key=str(n)))
    for most in (2, 3, 0):
        hub.take({"kind": "hint", "topic": "count:1", "text": f"most {most}", "fleeting": True, "most": most})
    await settled()
    assert wire.got == ["most 3", "most 0"]


async def test_publications_of_other_threads_reach_the_hub_and_none_raise_without_one(record):
    hub, wire = Hub(), Wire()
    listening(hub, wire)
    bus.send({"kind": "change", "topic": "count:1", "prev": 0, "head": 1, "text": "nobody hears"})
    bus.attach(hub, asyncio.get_running_loop())
    try:
        await asyncio.to_thread(bus.send, {"kind": "change", "topic": "count:1", "prev": 0, "head": 1, "text": "c1"})
        await asyncio.sleep(0.01)
    finally:
        bus.detach(hub)
    assert wire.got == ["c1"]


def test_topics_split_into_kind_and_number():
    assert split("room:12") == ("room", 12)


# --- limits ----------------------------------------------------------------------------------------------------------
def test_a_window_lets_so_many_through_and_then_says_how_long(monkeypatch):
    moment = [1_000_000.0]
    monkeypatch.setattr(limits, "now", lambda: __import__("datetime").datetime.fromtimestamp(moment[0], tz=__import__("datetime").UTC))
    assert [limits.take("k", 3, 10) for _n in range(3)] == [0.0] * 3
    wait = limits.take("k", 3, 10)
    assert 0 < wait <= 20
    moment[0] += wait + 0.01
    assert limits.take("k", 3, 10) == 0.0


def test_never_more_than_the_limit_in_any_two_windows_beyond_its_share(monkeypatch):
    import datetime as dt

    moment, passed = [1_000_003.0], []
    monkeypatch.setattr(limits, "now", lambda: dt.datetime.fromtimestamp(moment[0], tz=dt.UTC))
    for _n in range(600):
        if limits.take("steady", 10, 10) == 0:
            passed.append(moment[0])
        moment[0] += 0.1
    assert 50 <= len(passed) <= 70


def test_what_one_limit_refuses_is_counted_by_none():
    assert limits.take_all([("many", 3, 1000), ("few", 1, 1000)]) == 0.0
    for _n in range(5):
        assert limits.take_all([("many", 3, 1000), ("few", 1, 1000)]) > 0
    assert [limits.take("many", 3, 1000) for _n in range(2)] == [0.0, 0.0]
    assert limits.take("many", 3, 1000) > 0


@pytest.mark.parametrize("into", [0, 1, 15, 29])
def test_a_pause_lasts_as_long_as_it_says_wherever_it_begins(monkeypatch, into):
    import datetime as dt

    moment = [1_000_020.0 + into]
    monkeypatch.setattr(limits, "now", lambda: dt.datetime.fromtimestamp(moment[0], tz=dt.UTC))
    assert (limits.pause("p", 30), limits.pause("p", 30)) == (0.0, 30.0)
    moment[0] += 29
    assert limits.pause("p", 30) == 1.0
    limits.cache.delete("pause:p")  # its time in the cache is over
    assert limits.pause("p", 30) == 0.0


def test_a_pause_ends():
    assert limits.pause("short", 1) == 0.0
    assert 0 < limits.pause("short", 1) <= 1
    time.sleep(1.05)
    assert limits.pause("short", 1) == 0.0


def test_a_pause_is_kept_without_a_cache_too(monkeypatch):
    def away(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr(limits.cache, "add", away)
    assert limits.pause("alone", 30) == 0.0
    assert 29 < limits.pause("alone", 30) <= 30


def test_a_cache_that_is_away_is_replaced_by_this_processs_own_count(monkeypatch):
    def away(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr(limits, "_count_in_redis", away)
    monkeypatch.setattr(limits, "_count_in_cache", away)
    assert [limits.take("gone", 2, 10) for _n in range(2)] == [0.0, 0.0]
    assert limits.take("gone", 2, 10) > 0
