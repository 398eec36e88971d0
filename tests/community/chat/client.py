"""A client in Python that keeps the protocol of docs/chat-protocol.md: for tests, the chaos run and benches."""

import asyncio
import contextlib
import json
import random
import uuid
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from portal.site.bench.wire import Wire, knock

GAP_PATIENCE = 0.25


@dataclass
class Reader:
    """One room as a client has it: the position and the messages. Knows no sockets."""

    last: int | None = None
    epoch: str = ""
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    resyncs: int = 0
    minds_gaps: bool = True
    before: int | None = None
    """What to ask older messages with; None when the list reaches to the beginning."""

    def apply(self, frame: dict[str, Any]) -> bool:
        """Take a `snap`, `resync` or `chg`; False when something before it is missing."""
        if frame["op"] in {"snap", "resync"}:
            if self.last is not None and frame["op"] == "snap" and frame["head"] < self.last:
                return True
            if frame["op"] == "resync":
                self.resyncs += 1
                self.messages.clear()
            self.epoch, self.last, self.before = frame["epoch"], frame["head"], frame["before"]
            self._merge(frame["messages"])
            return True
        if self.last is None or (self.minds_gaps and frame["prev"] > self.last):
            return False
        if frame["head"] <= self.last:
            return True
        self._merge(frame["changes"])
        self.last = frame["head"]
        return True

    def add_older(self, page: dict[str, Any]) -> None:
        """Take a page of history."""
        self._merge(page["messages"])
        self.before = page["before"]

    def _merge(self, changes: list[dict[str, Any]]) -> None:
        for message in changes:
            present = self.messages.get(message["id"])
            if present is None or present["chg"] < message["chg"]:
                self.messages[message["id"]] = message

    def shown(self) -> list[tuple[int, str, str]]:
        """What is on the screen, in order: number, text, whether gone."""
        return [(m["seq"], m["html"], m["gone"]) for m in sorted(self.messages.values(), key=lambda m: m["seq"])]


@lru_cache(maxsize=256)
def understood(text: bytes) -> dict[str, Any]:
    """A frame; the same bytes, which two hundred clients get, are read once. Nobody changes what he is given."""
    return json.loads(text)


class Client:
    """A connection that comes back, one room, and messages that are sent until they are acknowledged."""

    def __init__(self, url: str, room: int, *, cookie: str = "", hurry: float = 1.0, minds_gaps: bool = True) -> None:
        self.url, self.room, self.cookie, self.hurry = url, room, cookie, hurry
        self.reader = Reader(minds_gaps=minds_gaps)
        self.pending: dict[str, dict[str, Any]] = {}
        self.acked: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self.hints: list[dict[str, Any]] = []
        self.connects = self.drops = 0
        self.socket: Wire | None = None
        self.live, self._older = asyncio.Event(), asyncio.Event()
        self.stopping = self._mending = False
        self._early: list[dict[str, Any]] = []
        self._sending: dict[str, asyncio.Event] = {}
        self._task: asyncio.Task[None] | None = None
        self._later: set[asyncio.Task[None]] = set()

    # --- life --------------------------------------------------------------------------------------------------------
    def start(self) -> None:
        self._task = asyncio.ensure_future(self._run())

    async def stop(self) -> None:
        self.stopping = True
        for task in [*self._later, *([self._task] if self._task else [])]:
            task.cancel()
            with contextlib.suppress(BaseException):
                await task
        if self.socket is not None:
            self.socket.transport.abort()

    def drop(self) -> None:
        """Lose the connection without a word."""
        if self.socket is not None:
            self.drops += 1
            self.socket.transport.abort()

    async def _run(self) -> None:
        attempt = 0
        while not self.stopping:
            try:
                self.socket = await knock(self.url, self._hear_text, cookie=self.cookie, patience=20)
                self.connects += 1
                attempt = 0
                self.say(op="sub", rid="sub", room=self.room, after=self.reader.last, epoch=self.reader.epoch)
                await self.socket.ended
            except (OSError, TimeoutError):
                pass
            self.live.clear()
            await asyncio.sleep(random.uniform(0, min(2**attempt, 30)) * self.hurry)
            attempt += 1

    def say(self, **frame: Any) -> None:
        if self.socket is not None:
            self.socket.say(json.dumps(frame))

    def _hear_text(self, text: bytes) -> None:
        self._hear(understood(text))

    # --- frames ------------------------------------------------------------------------------------------------------
    def _hear(self, frame: dict[str, Any]) -> None:
        op = frame["op"]
        if op in {"snap", "resync", "chg"}:
            self._take(frame)
            if frame.get("rid") == "sub":
                self.live.set()
                for wake in self._sending.values():
                    wake.set()
        elif op == "history":
            self.reader.add_older(frame)
            self._older.set()
        elif op == "ack":
            self._acknowledge(frame)
        elif op == "err":
            self._refused(frame)
        elif op == "ping":
            self.say(op="pong", t=frame["t"])
            if frame["heads"].get(str(self.room), 0) > (self.reader.last or 0):
                self._soon(self._mend())
        else:
            self.hints.append(frame)

    def _take(self, frame: dict[str, Any]) -> None:
        if not self.reader.apply(frame):
            self._early.append(frame)
            self._soon(self._mend())
            return
        waiting, self._early = self._early, []
        self._early = [early for early in sorted(waiting, key=lambda f: f["prev"]) if not self.reader.apply(early)]

    async def _mend(self) -> None:
        if self._mending:
            return
        self._mending = True
        await asyncio.sleep(GAP_PATIENCE)
        self._mending = False
        if self.live.is_set():
            self.say(op="sync", rid="sync", room=self.room, after=self.reader.last, epoch=self.reader.epoch)

    def _soon(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def scroll_back(self) -> None:
        """Load page after page until the beginning is there: who came late or began again has only the newest ones."""
        while self.reader.before is not None:
            await self.live.wait()
            self._older.clear()
            self.say(op="history", rid="older", room=self.room, before=self.reader.before)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._older.wait(), 30)
            await asyncio.sleep(0.05)

    # --- sending -----------------------------------------------------------------------------------------------------
    async def send(self, body: str, *, patience: float = 10.0, cid: str = "") -> int:
        """Send until it is acknowledged, whatever happens to the connection; the message's number."""
        cid = cid or str(uuid.uuid4())
        self.pending[cid] = {"body": body, "wait": 0.0}
        wake = self._sending[cid] = asyncio.Event()
        while cid in self.pending:
            if pause := self.pending[cid].pop("wait", 0):
                await asyncio.sleep(pause)
            await self.live.wait()
            wake.clear()
            self.say(op="send", rid=cid, room=self.room, cid=cid, body=body)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), patience)
        del self._sending[cid]
        return self.acked[cid]

    def _acknowledge(self, frame: dict[str, Any]) -> None:
        if self.pending.pop(frame["cid"], None) is not None:
            self.acked[frame["cid"]] = frame["seq"]
            self._sending[frame["cid"]].set()

    def _refused(self, frame: dict[str, Any]) -> None:
        cid = frame.get("rid")
        if cid in self.pending:
            if frame["code"] in {"too_fast", "not_stored"}:
                self.pending[cid]["wait"] = frame.get("retry_after", 1)
            else:
                self.refused[cid] = frame["code"]
                self.pending.pop(cid)
                self.acked[cid] = -1
            self._sending[cid].set()
