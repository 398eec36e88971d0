"""The chaos run: many write while connections drop and the server dies; nothing may be lost, doubled or out of order.

Sizes by the environment: CHAOS_MESSAGES (300), CHAOS_CLIENTS (20), CHAOS_DROPS_A_SECOND (4), CHAOS_RESTARTS (1). The full run:
CHAOS_MESSAGES=10000 CHAOS_CLIENTS=200 CHAOS_DROPS_A_SECOND=20 CHAOS_RESTARTS=4; with DATABASE_URL and REDIS_URL also two
processes and a Redis of their own that is killed and started again.
"""

import asyncio
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.conf import settings

from community.chat import queries
from community.chat.frames import message_data
from community.chat.models import Message, Room
from portal.customers.models import Interaction
from tests.community.chat.client import Client, Reader
from tests.factories import chat
from tests.portal.realtime.server import OwnRedis, Server, cookie_for

pytestmark = pytest.mark.slow

MESSAGES = int(os.environ.get("CHAOS_MESSAGES", "300"))
CLIENTS = int(os.environ.get("CHAOS_CLIENTS", "20"))
DROPS = float(os.environ.get("CHAOS_DROPS_A_SECOND", "4"))
RESTARTS = int(os.environ.get("CHAOS_RESTARTS", "1"))
SEED = int(os.environ.get("CHAOS_SEED", "20261121"))
SCROLLING = 20
"""So many clients load everything to the beginning; the others show it from where they came or began again."""
PATIENCE = 180 + MESSAGES / 10
"""A server takes a while to start again on a slow machine, and nobody is refused meanwhile."""


@dataclass
class Outcome:
    """What the run left: the record, what senders were told, what each reader shows."""

    truth: list[tuple[int, str, str]]
    acknowledged: dict[str, int]
    bodies: Counter = field(default_factory=Counter)
    screens: list[list[tuple[int, str, str]]] = field(default_factory=list)
    drops: int = 0
    connects: int = 0
    restarts: int = 0
    seconds: float = 0.0
    errors: str = ""

    def compared(self) -> list[tuple[list[tuple[int, str, str]], list[tuple[int, str, str]]]]:
        """Each screen with what it should show: the record from its first line on, whole for those who scrolled back."""
        cut = [self.truth if n < SCROLLING else [line for line in self.truth if s and line[0] >= s[0][0]] for n, s in enumerate(self.screens)]
        return list(zip(self.screens, cut, strict=True))

    @property
    def lost(self) -> int:
        """Acknowledged messages that the record does not have, and lines of the record missing on a screen."""
        numbers = {line[0] for line in self.truth}
        return sum(seq not in numbers for seq in self.acknowledged.values()) + sum(len(set(due) - set(s)) for s, due in self.compared())

    @property
    def doubled(self) -> int:
        return sum(n - 1 for n in self.bodies.values()) + sum(len(s) - len({line[0] for line in s}) for s in self.screens)

    @property
    def reordered(self) -> int:
        """Screens that show something else than they should, in whatever way."""
        return sum(s != due for s, due in self.compared())


async def trouble(clients: list[Client], servers: list[Server], redis: OwnRedis | None, dice: random.Random, done: asyncio.Event) -> int:
    """Drop connections all the time; stop or kill a server after each share of the messages; Redis once, in the middle. How many restarts."""
    run = asyncio.get_running_loop().run_in_executor
    blows = [(n + 1) * MESSAGES // (RESTARTS + 1) for n in range(RESTARTS)]
    redis_at = MESSAGES // 2 if redis is not None else MESSAGES
    restarts = 0
    while not done.is_set():
        await asyncio.sleep(dice.expovariate(DROPS) if DROPS else 0.5)
        while sum(client.live.is_set() for client in clients) < len(clients) / 2 and not done.is_set():  # noqa: ASYNC110 - looks at many clients
            await asyncio.sleep(0.05)  # a machine so slow that drops outrun its answers would never let anybody finish
        dice.choice(clients).drop()
        written = sum(len(client.acked) for client in clients)
        if blows and written >= blows[0]:
            blows.pop(0)
            restarts += 1
            server = dice.choice(servers)
            await run(None, server.kill if dice.random() < 0.5 else server.stop)
            await run(None, server.start)
        if redis is not None and redis_at <= written < MESSAGES:
            redis_at = MESSAGES
            await run(None, redis.kill)
            await asyncio.sleep(3)
            await run(None, redis.start)
    return restarts


async def converse(clients: list[Client], dice: random.Random) -> None:
    """Everybody writes his share, each at a pace the rooms allow."""
    share, rest = divmod(MESSAGES, len(clients))

    async def writer(number: int, client: Client) -> None:
        for n in range(share + (number < rest)):
            await asyncio.sleep(dice.uniform(0.05, 1.2))
            await client.send(f"client {number} line {n}", patience=4)

    async with asyncio.timeout(PATIENCE + share * 3):
        await asyncio.gather(*(writer(number, client) for number, client in enumerate(clients)))


async def settle(clients: list[Client], head: int) -> None:
    """Give everybody the time a ping would take to tell where the room stands."""
    end = time.monotonic() + 40
    while time.monotonic() < end and any(client.reader.last != head for client in clients):  # noqa: ASYNC110 - looks at many clients
        await asyncio.sleep(0.2)


def room_of_many() -> tuple[Room, list[str]]:
    room = chat.room("chaos")
    return room, [cookie_for(chat.member(room).user) for _n in range(CLIENTS)]


def run_chaos(
    servers: list[Server], room: Room, cookies: list[str], *, redis: OwnRedis | None = None, waiting: bool = True
) -> Outcome:
    dice = random.Random(SEED)
    clients = [
        Client(servers[n % len(servers)].ws, room.pk, cookie=cookie, hurry=0.3, minds_gaps=waiting) for n, cookie in enumerate(cookies)
    ]
    begun = time.monotonic()

    async def scenario() -> int:
        for client in clients:
            client.start()
        done = asyncio.Event()
        troubles = asyncio.ensure_future(trouble(clients, servers, redis, dice, done))
        await converse(clients, dice)
        done.set()
        restarts = await troubles
        head = (await asyncio.get_running_loop().run_in_executor(None, heads, room.pk))[room.pk]
        if waiting:
            await settle(clients, head)
        else:
            await asyncio.sleep(3)
        await asyncio.gather(*(client.scroll_back() for client in clients[:SCROLLING]))
        for client in clients:
            await client.stop()
        return restarts

    restarts = asyncio.run(scenario())
    rows = list(Message.objects.filter(room=room).select_related("reply_to").order_by("seq"))
    record = Reader(last=0)
    record.apply({"op": "chg", "prev": 0, "head": 10**9, "changes": [message_data(row) for row in rows]})
    return Outcome(
        truth=record.shown(), acknowledged={cid: seq for client in clients for cid, seq in client.acked.items()},
        bodies=Counter(row.body_md for row in rows), screens=[client.reader.shown() for client in clients],
        drops=sum(c.drops for c in clients), connects=sum(c.connects for c in clients), restarts=restarts,
        seconds=time.monotonic() - begun, errors="".join(server.errors() for server in servers),
    )  # fmt: skip


def heads(pk: int) -> dict[int, int]:
    from django.db import connection

    try:
        return queries.heads([pk])
    finally:
        connection.close()


def report(outcome: Outcome) -> str:
    return (
        f"{len(outcome.truth)} messages, {len(outcome.screens)} clients, {outcome.drops} drops, {outcome.connects} connects, "
        f"{outcome.restarts} restarts, {outcome.seconds:.0f} s: {outcome.lost} lost, {outcome.doubled} doubled, {outcome.reordered} out of order; "
        f"{sum(len(s) == len(outcome.truth) for s in outcome.screens)} show everything"
    )


def test_nothing_is_lost_doubled_or_reordered(transactional_db):
    room, cookies = room_of_many()
    with Server() as server:
        outcome = run_chaos([server], room, cookies)
    print(report(outcome))
    assert (len(outcome.truth), outcome.restarts) == (MESSAGES, RESTARTS)
    assert len(outcome.acknowledged) == MESSAGES
    assert (outcome.lost, outcome.doubled, outcome.reordered) == (0, 0, 0), report(outcome)
    assert Interaction.objects.filter(kind="chat.sent").count() == MESSAGES
    assert "Traceback" not in outcome.errors, outcome.errors[-3000:]


def test_with_replay_switched_off_the_same_run_loses_messages(transactional_db):
    room, cookies = room_of_many()
    with Server(ATRIUM_TEST_DISABLE="replay") as server:
        outcome = run_chaos([server], room, cookies, waiting=False)
    print("replay off:", report(outcome))
    assert (len(outcome.truth), outcome.restarts) == (MESSAGES, RESTARTS)
    assert outcome.lost > 0


@pytest.mark.services
@pytest.mark.skipif(not settings.REDIS_URL, reason="the production profile: set DATABASE_URL and REDIS_URL (make services)")
def test_two_processes_and_redis_lose_nothing_either(transactional_db):
    room, cookies = room_of_many()
    with OwnRedis() as redis, Server(REDIS_URL=redis.url) as one, Server(REDIS_URL=redis.url) as two:
        outcome = run_chaos([one, two], room, cookies, redis=redis)
    print(report(outcome))
    assert (len(outcome.truth), outcome.restarts) == (MESSAGES, RESTARTS)
    assert (outcome.lost, outcome.doubled, outcome.reordered) == (0, 0, 0), report(outcome)
