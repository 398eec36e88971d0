"""The chat's rows: fan-out beside stock `group_send`, memory a socket, and messages committed through the whole stack.

Everything is asked over real sockets of a server process of its own.
"""

import asyncio
import json
import statistics
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.db import connection

from community.chat import commands
from portal.site.bench import people
from portal.site.bench.client import Job
from portal.site.bench.crowd import Crowd
from portal.site.bench.machine import cpu_of, cpu_of_database, database_server, memory_of
from portal.site.bench.measuring import TRIVIAL, Figures, asked
from portal.site.bench.serving import Server, serving
from portal.site.bench.wire import knock

WRITERS, ROOMS, EACH = 200, 200, 8
MEMBERS, MESSAGES, A_SECOND = 1000, 24, 4
PAD = "x" * 150
"""Brings a frame to about 300 bytes of text beside its envelope."""
STOCK = "portal.site.bench.stock:application"
MANY = {"SOCKETS_PER_ADDRESS": "5000"}
Told = Callable[[str], None]
Values = dict[str, float]


@dataclass(frozen=True)
class Cast:
    """Who writes where: everybody in the hall, each in a room of his own."""

    hall: int
    rooms: list[int]
    in_hall: list[str]
    in_rooms: list[str]


def cast() -> Cast:
    parties = people.people(2 * WRITERS)
    hall, rooms = people.room(people.HALL, listed=True), [people.room(f"bench-room-{n}") for n in range(ROOMS)]
    people.seat([hall], parties[:WRITERS])
    people.seat(rooms, parties[WRITERS:])
    return Cast(hall.pk, [room.pk for room in rooms], people.cookies(parties[:WRITERS]), people.cookies(parties[WRITERS:]))


def address(server: Server, path: str = "/ws/chat/") -> str:
    return f"ws://127.0.0.1:{server.port}{path}"


async def _seated(crowd: Crowd, room: int, count: int) -> None:
    crowd.expect(b'"op":"snap"')
    for start in range(0, count, 50):
        for listener in crowd.listeners[start : start + 50]:
            listener.say(json.dumps({"op": "sub", "rid": 1, "room": room, "after": None}))
        await crowd.wait_for(b'"op":"snap"', min(start + 50, count))
    crowd.counts.clear()


async def fan_out(server: Server, cookies: list[str], room: int | None) -> Values:
    """One message at a time to every socket: milliseconds to the last, server CPU a delivery, memory a socket. No room: stock."""
    crowd = Crowd(address(server) if room is not None else address(server, "/"), cookies=cookies[:MESSAGES])
    await crowd.open(20)
    await asyncio.sleep(1)
    before = memory_of(server.pid)
    await crowd.open(MEMBERS - 20)
    if room is not None:
        await _seated(crowd, room, MEMBERS)
    await asyncio.sleep(3)
    memory = (memory_of(server.pid) - before) / (MEMBERS - 20)
    cpu, spans = cpu_of(server.pid), []
    for n in range(MESSAGES):
        mark = uuid.uuid4().hex
        crowd.expect(mark.encode())
        begun = time.perf_counter()
        frame: dict[str, Any] = {"body": f"{mark} {PAD}"}
        if room is not None:
            frame |= {"op": "send", "rid": 2, "room": room, "cid": str(uuid.uuid4())}
        crowd.listeners[n].say(json.dumps(frame))
        await crowd.wait_for(mark.encode(), MEMBERS)
        spans.append((crowd.times[mark.encode()] - begun) * 1000)
        crowd.counts.clear()
        await asyncio.sleep(max(0.0, 1 / A_SECOND - (time.perf_counter() - begun)))
    used = cpu_of(server.pid) - cpu
    crowd.close()
    spans.sort()
    return {
        "µs": used * 1e6 / (MESSAGES * MEMBERS),
        "p50": statistics.median(spans),
        "p95": spans[int(len(spans) * 0.95) - 1],
        "KiB": memory,
    }


async def _write(server: Server, cookie: str, room: int, waits: list[float], start: asyncio.Event) -> None:
    """`EACH` messages, one after the other, each when the one before was acknowledged."""
    answers: asyncio.Queue[bytes] = asyncio.Queue()
    wire = await knock(address(server), lambda text: answers.put_nowait(text) if b'"rid":"w"' in text else None, cookie=cookie)
    await start.wait()
    for n in range(EACH):
        begun, body = time.perf_counter(), f"A line of talk, number {n}."
        wire.say(json.dumps({"op": "send", "rid": "w", "room": room, "cid": str(uuid.uuid4()), "body": body}))
        answer = json.loads(await answers.get())
        if answer["op"] != "ack":
            raise ValueError(answer)
        waits.append((time.perf_counter() - begun) * 1000)
    wire.transport.abort()


async def committed(server: Server, rooms: list[int], cookies: list[str], *, database: int | None = None) -> Values:
    """Everybody writes as quickly as he is answered; all sockets are open before the first word."""
    waits: list[float] = []
    start = asyncio.Event()
    tasks = [asyncio.ensure_future(_write(server, cookie, rooms[n % len(rooms)], waits, start)) for n, cookie in enumerate(cookies)]
    await asyncio.sleep(4)
    app, db, begun = cpu_of(server.pid), cpu_of_database(database), time.perf_counter()
    start.set()
    async with asyncio.timeout(120):
        await asyncio.gather(*tasks)
    took = time.perf_counter() - begun
    app, db = cpu_of(server.pid) - app, cpu_of_database(database) - db
    waits.sort()
    each = 1000 / len(waits)
    return {
        "rate": len(waits) / took,
        "app": app * each,
        "db": db * each,
        "p50": statistics.median(waits),
        "p95": waits[int(len(waits) * 0.95) - 1],
    }


def queries_of_a_send(hall: int) -> int:
    """The statements of one message from its frame to its acknowledgement, as the server runs it; the first one is not counted."""
    party = people.people(1)[0]
    seen: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
        seen.append(sql)
        return execute(sql, params, many, context)

    for _warm in range(2):
        seen.clear()
        with connection.execute_wrapper(count):
            frame = {"room": hall, "cid": str(uuid.uuid4()), "body": "One."}
            answer, _refusal = commands.run("send", commands.caller_of(party.user_id), frame)
        if answer["op"] != "ack":
            raise ValueError(answer)
    return len([sql for sql in seen if "SAVEPOINT" not in sql])


def _round(cast: Cast, told: Told) -> dict[str, Values]:
    found: dict[str, Values] = {}
    database = database_server()
    with ExitStack() as stack:
        server = stack.enter_context(serving(**MANY))
        trivial = asked(Job(server.port, [TRIVIAL], count=1000, seconds=4))
        found["trivial"] = {"rate": trivial.answers / trivial.seconds}
        found["one"] = asyncio.run(committed(server, [cast.hall], cast.in_hall, database=database))
        found["many"] = asyncio.run(committed(server, cast.rooms, cast.in_rooms, database=database))
    with serving(**MANY) as server:
        found["hub"] = asyncio.run(fan_out(server, cast.in_hall, cast.hall))
    with serving(application=STOCK) as server:
        found["stock"] = asyncio.run(fan_out(server, [], None))
    told(f"  chat: {found['one']['rate']:.0f} and {found['many']['rate']:.0f} messages/s, {found['hub']['µs']:.0f} µs a delivery")
    return found


def measure_chat(rounds: int, told: Told) -> list[Figures]:
    """All rows of the chat: medians of the rounds."""
    everybody = cast()
    found = [_round(everybody, told) for _n in range(rounds)]

    def middle(what: str, name: str) -> float:
        return statistics.median(one[what][name] for one in found)

    def row(name: str, value: float, goal: str, most: float | None = None, least: float | None = None, **extra: float) -> Figures:
        met = value <= most if most is not None else value >= (least or 0)
        shown = {key.replace("_", " "): round(figure, 1) for key, figure in extra.items()}
        return Figures(f"chat: {name}", 0, 0, 0, 0, 0, goal=goal, met=met, extra=shown)

    cost, stock = middle("hub", "µs"), middle("stock", "µs")
    rows = [
        row("CPU a delivery", cost, "≤ 40 µs", most=40, µs=cost, group_send=stock),
        row("beside group_send", stock / cost, "≥ 5 times", least=5, times_less_CPU=stock / cost),
        row("1,000 members, 4/s", middle("hub", "p95"), "p95 ≤ 60 ms", most=60, p50=middle("hub", "p50"), p95=middle("hub", "p95"),
            group_send_p95=middle("stock", "p95")),
        row("memory a socket", middle("hub", "KiB"), "≤ 45 KiB", most=45, KiB=middle("hub", "KiB"), group_send=middle("stock", "KiB")),
    ]  # fmt: skip
    for what, name, goal in (("one", "one room", 150), ("many", f"{ROOMS} rooms", 400)):
        rate = middle(what, "rate")
        rows.append(row(
            name, rate, f"≥ {goal}/s", least=goal, messages_a_second=rate, ms_app=middle(what, "app"), ms_db=middle(what, "db"),
            ack_p50=middle(what, "p50"), ack_p95=middle(what, "p95"), trivial_views_a_message=middle("trivial", "rate") / rate,
        ))  # fmt: skip
    queries = queries_of_a_send(everybody.hall)
    return [*rows, row("a send", queries, "≤ 8 queries", most=8, queries=queries)]
