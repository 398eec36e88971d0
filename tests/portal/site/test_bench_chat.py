"""The chat's rows measure what they say, on a real server with few sockets."""

import asyncio

import pytest

from portal.site.bench import chat as bench
from portal.site.bench import people
from portal.site.bench.serving import Server as Running
from portal.site.bench.wire import RefusedError, knock
from tests.portal.realtime.server import Server


@pytest.fixture
def small(monkeypatch):
    for name, value in {"WRITERS": 6, "ROOMS": 3, "EACH": 2, "MEMBERS": 40, "MESSAGES": 3}.items():
        monkeypatch.setattr(bench, name, value)


@pytest.fixture
def running(transactional_db):
    with Server(REDIS_URL="") as server:
        yield Running(server.process.pid, server.port)


@pytest.mark.slow
def test_every_message_is_committed_and_heard_by_everybody(small, running):
    from community.chat.models import Message

    cast = bench.cast()
    one = asyncio.run(bench.committed(running, [cast.hall], cast.in_hall))
    many = asyncio.run(bench.committed(running, cast.rooms, cast.in_rooms))
    assert Message.objects.filter(room=cast.hall).count() == 12
    assert sorted(Message.objects.exclude(room=cast.hall).values_list("room", flat=True)) == sorted(cast.rooms * 4)
    fan = asyncio.run(bench.fan_out(running, cast.in_hall, cast.hall))
    assert Message.objects.filter(room=cast.hall).count() == 15
    assert min(one["rate"], many["rate"], fan["µs"], fan["p95"], fan["KiB"]) > 0
    assert fan["p50"] <= fan["p95"]
    again = bench.cast()
    assert (again.hall, again.rooms) == (cast.hall, cast.rooms)


@pytest.mark.slow
def test_a_closed_door_is_said(running):
    with pytest.raises(RefusedError, match="403"):
        asyncio.run(knock(bench.address(running, "/ws/nothing/"), print))


def test_a_send_takes_five_queries(db):
    hall, parties = people.room("bench-hall", listed=True), people.people(2)
    people.seat([hall], parties)
    assert bench.queries_of_a_send(hall.pk) == 5
    assert people.people(2) == parties


def test_the_rows_judge_by_their_goals(monkeypatch):
    values = {
        "trivial": {"rate": 1000.0},
        "one": {"rate": 151.0, "app": 3.0, "db": 1.0, "p50": 5.0, "p95": 9.0},
        "many": {"rate": 399.0, "app": 3.0, "db": 1.0, "p50": 5.0, "p95": 9.0},
        "hub": {"µs": 40.0, "p50": 20.0, "p95": 61.0, "KiB": 29.0},
        "stock": {"µs": 199.0, "p50": 200.0, "p95": 300.0, "KiB": 30.0},
    }
    monkeypatch.setattr(bench, "cast", lambda: bench.Cast(1, [2], [], []))
    monkeypatch.setattr(bench, "_round", lambda cast, told: values)
    monkeypatch.setattr(bench, "queries_of_a_send", lambda hall: 9)
    found = {one.name.removeprefix("chat: "): one.met for one in bench.measure_chat(3, print)}
    assert found == {
        "CPU a delivery": True, "beside group_send": False, "1,000 members, 4/s": False, "memory a socket": True, "one room": True,
        "200 rooms": False, "a send": False,
    }  # fmt: skip
