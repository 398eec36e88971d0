"""Chat measured: fan-out from one to a thousand beside stock Channels in the same run, memory a socket, committed messages.

    python -m tests.community.chat.bench [--sockets 1000] [--messages 24] [--rate 4] [--runs 3]

On the database of DATABASE_URL (SQLite without) and with REDIS_URL if set; the test database is used, never the real one.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402 - needs the settings

from tests.community.chat.crowd import Crowd  # noqa: E402
from tests.databases import copies  # noqa: E402
from tests.factories import chat  # noqa: E402
from tests.portal.realtime.server import Server, cookie_for  # noqa: E402

PAD = "x" * 150
"""Brings a frame to about 300 bytes of text beside its envelope."""


class StockServer(Server):
    """Channels as its documentation shows it, on the same server program."""

    application = "tests.community.chat.stock:application"

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"


async def fan_out(server: Server, options: argparse.Namespace, cookies: list[str], room: int | None) -> dict[str, float]:
    """One message at a time to every socket: milliseconds to the last, server CPU a delivery, memory a socket."""
    crowd = Crowd(server.ws, cookies=cookies)
    await crowd.open(20)
    await asyncio.sleep(1)
    before = server.memory_kib()
    await crowd.open(options.sockets - 20)
    if room is not None:
        crowd.expect(b'"op":"snap"')
        for start in range(0, options.sockets, 50):
            for listener in crowd.listeners[start : start + 50]:
                listener.say(json.dumps({"op": "sub", "rid": 1, "room": room, "after": None}))
            await crowd.wait_for(b'"op":"snap"', min(start + 50, options.sockets), seconds=60)
    await asyncio.sleep(3)
    memory = (server.memory_kib() - before) / (options.sockets - 20)
    crowd.counts.clear()
    cpu, spans = server.cpu_seconds(), []
    for n in range(options.messages):
        mark = uuid.uuid4().hex
        crowd.expect(mark.encode())
        writer = crowd.listeners[n % max(1, len(cookies))]
        begun = time.perf_counter()
        body = f"{mark} {PAD}"
        frame = {"op": "send", "rid": 2, "room": room, "cid": str(uuid.uuid4()), "body": body} if room is not None else {"body": body}
        writer.say(json.dumps(frame))
        await crowd.wait_for(mark.encode(), options.sockets)
        spans.append((crowd.times[mark.encode()] - begun) * 1000)
        crowd.counts.clear()
        await asyncio.sleep(max(0.0, 1 / options.rate - (time.perf_counter() - begun)))
    used = server.cpu_seconds() - cpu
    crowd.close()
    spans.sort()
    return {
        "to the last, p50 ms": statistics.median(spans), "to the last, p95 ms": spans[int(len(spans) * 0.95) - 1],
        "server CPU µs a delivery": used * 1e6 / (options.messages * options.sockets), "memory KiB a socket": memory,
    }  # fmt: skip


async def committed(server: Server, rooms: list[int], cookies: list[str], seconds: float = 4) -> dict[str, float]:
    """Messages through the whole stack, each writer waiting for its acknowledgement."""
    from tests.community.chat.talk import hear, opened, say

    waits: list[float] = []

    async def writer(n: int) -> None:
        async with opened(server, cookies[n]) as socket:
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                begun = time.perf_counter()
                await say(socket, op="send", rid="r", room=rooms[n % len(rooms)], cid=str(uuid.uuid4()), body="A line of talk.")
                answer = await hear(socket, rid="r", seconds=60)
                if answer["op"] == "ack":
                    waits.append((time.perf_counter() - begun) * 1000)
                else:
                    await asyncio.sleep(answer.get("retry_after", 0.2))

    await asyncio.gather(*(writer(n) for n in range(len(cookies))))
    waits.sort()
    return {"messages a second": len(waits) / seconds, "ack p50 ms": statistics.median(waits), "ack p95 ms": waits[int(len(waits) * 0.95) - 1]}


def middle(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def measure_fan_out(options: argparse.Namespace) -> tuple[dict[str, float], dict[str, float]]:
    room = chat.room("bench")
    cookies = [cookie_for(chat.member(room).user) for _n in range(options.messages)]
    ours, stock = [], []
    for _run in range(options.runs):
        with Server() as server:
            ours.append(asyncio.run(fan_out(server, options, cookies, room.pk)))
        with StockServer() as server:
            stock.append(asyncio.run(fan_out(server, options, [], None)))
    return middle(ours), middle(stock)


def measure_commits(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    room = chat.room("busy")
    rooms = [chat.room() for _n in range(20)]
    writers = []
    for n in range(options.writers):
        party = chat.member(rooms[n % 20])
        chat.join(room, party)
        writers.append(cookie_for(party.user))
    with Server() as server:
        one = asyncio.run(committed(server, [room.pk], writers))
    with Server() as server:
        many = asyncio.run(committed(server, [r.pk for r in rooms], writers))
    return {"one room": one, "twenty rooms": many}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--messages", type=int, default=24)
    parser.add_argument("--rate", type=float, default=4)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--writers", type=int, default=100)
    options = parser.parse_args()
    database = copies()
    database.begin()
    try:
        print_fan_out(options, *measure_fan_out(options))
        for place, row in measure_commits(options).items():
            print(f"{place:28}" + ", ".join(f"{name} {value:.0f}" for name, value in row.items()))
    finally:
        database.end()
    return 0


def print_fan_out(options: argparse.Namespace, ours: dict[str, float], stock: dict[str, float]) -> None:
    print(f"{options.sockets} sockets, {options.messages} messages, {options.rate}/s, median of {options.runs}; {settings.DATABASES['default']['ENGINE'].rsplit('.')[-1]}, {'Redis' if settings.REDIS_URL else 'in memory'}")
    print(f"{'':28}{'hub':>10}{'group_send':>12}{'factor':>8}")
    for name, value in ours.items():
        print(f"{name:28}{value:10.1f}{stock[name]:12.1f}{stock[name] / value:8.1f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
