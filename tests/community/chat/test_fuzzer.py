"""Thousands of damaged frames on real sockets: the server answers or closes, never breaks, and others notice nothing.

Seeded (FUZZ_SEED); FUZZ_FRAMES frames (3000).
"""

import asyncio
import json
import os
import random
import uuid

import pytest
from websockets.exceptions import ConnectionClosed

from community.chat.models import Message
from tests.community.chat.talk import ask, hear, opened
from tests.factories import chat
from tests.portal.realtime.server import cookie_for

pytestmark = pytest.mark.slow
FRAMES = int(os.environ.get("FUZZ_FRAMES", "3000"))
SEED = int(os.environ.get("FUZZ_SEED", "7"))
OPS = ["hello", "sub", "unsub", "sync", "send", "edit", "delete", "read", "typing", "join", "leave", "pong", "history", "react", "", "__class__", None, 7, []]
FIELDS = ["room", "after", "epoch", "cid", "body", "reply_to", "lang", "id", "base", "seq", "rid", "t", "before"]
CLOSES = {1002, 1003, 1007, 1009, 4413, 4429}


def value(dice: random.Random, room: int) -> object:
    return dice.choice([
        None, True, False, 0, -1, room, 2**31, 2**63, 2**64, 10**300, -(2**63) - 1, 1.5, 1e308, "", "x", "9" * 50, str(room), "\x00", "\u202e", "\ud800",
        "a" * dice.choice([10, 4000, 4001, 20_000]), str(uuid.uuid4()), [], [room], {}, {"a": [1]}, "👩‍👩‍👧‍👦", "; DROP TABLE chat_room", "<img src=x onerror=alert(1)>", "٣",
    ])  # fmt: skip


def text_of(dice: random.Random, room: int) -> str | bytes:
    kind = dice.random()
    frame = {"op": dice.choice(OPS), "rid": dice.choice([1, "r", None, [], 10**80, "x" * 200])}
    frame |= {name: value(dice, room) for name in dice.sample(FIELDS, dice.randrange(6))}
    text = json.dumps(frame)
    if kind < 0.75:
        return text
    if kind < 0.85:
        return text[: dice.randrange(len(text))]
    if kind < 0.9:
        return dice.choice(["[", "[" * 20_000, '{"op":' * 5000, "null", "[]", "1" * 5000, '"', "NaN", '{"op":"send","op":"hello"}', "\ufeff{}", "{" + " " * 60_000 + "}"])
    if kind < 0.95:
        return bytes(dice.randrange(256) for _n in range(dice.randrange(200)))
    return "".join(chr(dice.randrange(0x20, 0xD7FF)) for _n in range(dice.randrange(500)))


async def throw(server, cookie: str, room: int, dice: random.Random, frames: int) -> tuple[int, set[int]]:
    """Send damaged frames, reconnecting after each close; how many were thrown, and the codes of the closes."""
    thrown, codes = 0, set()
    while thrown < frames:
        async with opened(server, cookie) as socket:
            try:
                for _n in range(min(18, frames - thrown)):
                    await socket.send(text_of(dice, room))
                    thrown += 1
                while True:  # whatever it answers must be frames of the protocol
                    answer = json.loads(await asyncio.wait_for(socket.recv(), 0.25))
                    assert answer["op"] in {"ok", "err", "ack", "snap", "chg", "resync", "eph", "ctl", "ping", "history"}, answer
            except TimeoutError:
                continue
            except ConnectionClosed:
                codes.add(socket.close_code)
    return thrown, codes


def test_damaged_frames_break_nothing(server):
    room = chat.room("fuzz")
    mara = chat.member(room)
    fuzzers = [cookie_for(chat.member(room).user) for _n in range(6)]
    honest = cookie_for(mara.user)

    async def scenario():
        async with opened(server, honest) as one:
            await ask(one, op="sub", room=room.pk, after=None)
            dice = [random.Random(SEED + n) for n in range(6)]
            results = await asyncio.gather(*(throw(server, c, room.pk, d, FRAMES // 6) for c, d in zip(fuzzers, dice, strict=True)))
            cid = str(uuid.uuid4())
            await one.send(json.dumps({"op": "send", "rid": "mine", "room": room.pk, "cid": cid, "body": "Still here."}))
            return results, await hear(one, rid="mine", seconds=20)

    results, ack = asyncio.run(scenario())
    assert ack["op"] == "ack", ack
    assert sum(thrown for thrown, _codes in results) >= FRAMES // 6 * 6
    assert set().union(*(codes for _thrown, codes in results)) <= CLOSES
    assert ack["dup"] is False
    assert "Traceback" not in server.errors(), server.errors()[-3000:]
    assert server.process.poll() is None
    numbers = list(Message.objects.filter(room=room).order_by("change_seq").values_list("change_seq", flat=True))
    assert len(numbers) == len(set(numbers))
