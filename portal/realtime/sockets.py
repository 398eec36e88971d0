"""One open socket as the hub sees it: who it is, what it listens to, and its bounded queue."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

MOST_FRAMES = 256
MOST_BYTES = 1024 * 1024
CLOSE_PATIENCE_S = 10

CLOSED_RIGHTS = 4401
CLOSED_SLOW = 4408
CLOSED_SILENT = 4409
CLOSED_OLD = 4410
CLOSED_FRAME = 4413
CLOSED_MANY = 4429


@dataclass(frozen=True, slots=True)
class Person:
    """Who opened a socket, as far as the hub must know; a visitor has no ids."""

    user_id: int | None = None
    party_id: int | None = None
    name: str = ""
    session_key: str = ""
    rights_version: int = 0
    password_mark: int = 0


VISITOR = Person()
Buffered = list[tuple[int, str]]


class Socket:
    """Queue and writer. `topics` maps each topic to None (live) or to what was held back while the catch-up is read."""

    __slots__ = (
        "_queue", "_send", "_task", "address", "closed", "last_heard", "opened_at", "person", "pinged_at", "queued_bytes", "topics",
    )  # fmt: skip

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]], person: Person, address: str, moment: float) -> None:
        self._send = send
        self._queue: deque[str] = deque()
        self._task: asyncio.Task[None] | None = None
        self.person = person
        self.address = address
        self.closed = False
        self.queued_bytes = 0
        self.topics: dict[str, Buffered | None] = {}
        self.opened_at = self.last_heard = moment
        self.pinged_at = 0.0

    def push(self, text: str, *, fleeting: bool = False) -> None:
        """Queue a frame. Over half full, fleeting ones are dropped; full, the socket is closed: its client will catch up."""
        if self.closed:
            return
        waiting = len(self._queue)
        if waiting:
            if fleeting and (waiting * 2 >= MOST_FRAMES or self.queued_bytes * 2 >= MOST_BYTES):
                return
            if waiting >= MOST_FRAMES or self.queued_bytes + len(text) > MOST_BYTES:
                self.close(CLOSED_SLOW, "slow")
                return
        self._queue.append(text)
        self.queued_bytes += len(text)
        if self._task is None:
            self._task = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        """The one writer: runs while there is something to write."""
        queue = self._queue
        try:
            while queue:
                text = queue.popleft()
                self.queued_bytes -= len(text)
                await self._send({"type": "websocket.send", "text": text})
        except Exception:  # noqa: BLE001 - whatever the server raises for a lost connection: there is nobody to tell
            self.closed = True
            queue.clear()
        finally:
            self._task = None

    def close(self, code: int, reason: str = "") -> None:
        """Close after what is being written, without what still waits."""
        if self.closed:
            return
        self.closed = True
        self._queue.clear()
        self.queued_bytes = 0
        task = asyncio.ensure_future(self._close(code, reason))
        _closing.add(task)
        task.add_done_callback(_closing.discard)

    async def _close(self, code: int, reason: str) -> None:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._send({"type": "websocket.close", "code": code, "reason": reason}), CLOSE_PATIENCE_S)


_closing: set[asyncio.Task[None]] = set()
"""Keeps closing tasks alive until they are done."""
