"""Where sockets' questions to the database run: few threads of their own, each with a connection it keeps.

A command on a socket costs a millisecond or two; opening a connection, or asking the database whether it is still there, would cost
as much again. So a connection is kept while it is as it was left: not ended by the server, its database file not replaced, not old.
"""

import asyncio
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from django.db import connections

from portal.core.postgres import has_ended

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

OLDEST_S = 60.0
_pool = ThreadPoolExecutor(max_workers=int(os.environ.get("SOCKET_THREADS", "4")), thread_name_prefix="socket")
_kept = threading.local()


def _with_connections(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    marks = {}
    for link in connections.all():
        marks[link.alias] = _mark(link)
        if link.connection is not None and not is_as_left(link, marks[link.alias]):
            link.close()
    try:
        return call(*args, **kwargs)
    finally:
        for link in connections.all(initialized_only=True):
            if link.connection is not None and (link.errors_occurred or not link.get_autocommit()):
                link.close()
            else:
                leave(link, marks[link.alias])


def leave(link: Any, mark: object) -> None:
    """Remember a new connection: what it is, which database was there before it was opened, since when."""
    if link.connection is not getattr(_kept, link.alias, (None,))[0]:
        setattr(_kept, link.alias, (link.connection, mark, time.monotonic() + OLDEST_S))


def is_as_left(link: Any, mark: object) -> bool:
    """Whether this thread's idle connection may be used again, `mark` being the database's now; the database is not asked."""
    connection, before, ends = getattr(_kept, link.alias, (None, None, 0.0))
    return link.connection is connection and time.monotonic() < ends and before == mark and not _has_ended(link)


def _mark(link: Any) -> object:
    """An SQLite file's own number: another one after a backup was put in its place."""
    if link.vendor != "sqlite":
        return None
    try:
        found = Path(link.settings_dict["NAME"]).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _has_ended(link: Any) -> bool:
    """An embedded database ends no connection."""
    return link.vendor == "postgresql" and has_ended(link.connection)


async def in_thread(call: Callable[..., R], *args: object) -> R:
    """Run `call(*args)`, which may use the database, without holding the loop."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _with_connections, call, *args)


class InBatches(Generic[T, R]):
    """Questions that wait at the same moment go to the thread together: while one batch is answered, the next one gathers.

    `call` gets the items in the order in which they were asked and gives as many answers. Nobody waits for company: an item that
    comes alone goes alone. What `call` raises, all of the batch are told.
    """

    def __init__(self, call: Callable[[list[T]], list[R]], *, most: int) -> None:
        self._call, self._most = call, most
        self._waiting: WeakKeyDictionary[asyncio.AbstractEventLoop, deque[tuple[T, asyncio.Future[R]]]] = WeakKeyDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, item: T) -> R:
        """The answer to this item. Who does not wait for it any more changes nothing for the others."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        waiting = self._waiting.get(loop)
        if waiting is None:
            waiting = self._waiting[loop] = deque()
            task = asyncio.ensure_future(self._answer(loop, waiting))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        waiting.append((item, answer))
        return await answer

    async def _answer(self, loop: asyncio.AbstractEventLoop, waiting: deque[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            while waiting:
                batch = [waiting.popleft() for _n in range(min(self._most, len(waiting)))]
                await self._answer_one(batch)
        finally:
            del self._waiting[loop]
            for _item, answer in waiting:
                answer.cancel()

    async def _answer_one(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            found: list[Any] = list(await in_thread(self._call, [item for item, _answer in batch]))
        except Exception as fault:  # noqa: BLE001 - told to everybody who asked
            found = [fault] * len(batch)
        for (_item, answer), said in zip(batch, found, strict=True):
            if answer.done():
                continue
            if isinstance(said, Exception):
                answer.set_exception(said)
            else:
                answer.set_result(said)
