"""What a process with sockets does all the time: finds what was not delivered, pings, and looks whether people may stay."""

import asyncio
import json
import logging
import signal
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from portal.realtime import bus, identity
from portal.realtime.hub import Hub
from portal.realtime.sockets import CLOSED_OLD, CLOSED_RIGHTS, CLOSED_SILENT, Person, Socket
from portal.realtime.sources import source_of, sources, split
from portal.realtime.switches import is_disabled
from portal.realtime.threads import in_thread

log = logging.getLogger(__name__)

RECONCILE_S = 2.0
SWEEP_S = 1.5
PING_S = 25.0
PONG_PATIENCE_S = 8.0
OLDEST_S = 24 * 3600
AT_ONCE = 500

_running: dict[str, Any] = {}


def hub_here() -> Hub:
    """This process's hub, started with the first socket in the running loop."""
    loop = asyncio.get_running_loop()
    if _running.get("loop") is not loop:
        hub = Hub()
        tasks = [
            asyncio.ensure_future(job(hub)) for job in (reconcile_always, catch_up_always, sweep_always, check_always, ping_always)
        ]
        tasks.append(asyncio.ensure_future(hub.presence.run()))
        if bus.is_shared():
            tasks.append(asyncio.ensure_future(bus.listen(hub)))
        _running.update(loop=loop, hub=hub, tasks=tasks)
        bus.attach(hub, loop)
        _say_bye_when_told_to_stop(hub, loop)
    return _running["hub"]


async def stop_here() -> None:
    """Stop this loop's hub (tests: each has a loop of its own)."""
    if _running.get("loop") is asyncio.get_running_loop():
        bus.detach(_running["hub"])
        for task in _running["tasks"]:
            task.cancel()
        await asyncio.gather(*_running["tasks"], return_exceptions=True)
        _running.clear()


def _say_bye_when_told_to_stop(hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
    """Stand before the server's own handler of SIGTERM and SIGINT."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        former = signal.getsignal(number)
        if not callable(former) or getattr(former, "says_bye", False):
            continue

        def handler(signum: int, frame: Any, former: Any = former) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(hub.say_bye)
            former(signum, frame)

        handler.says_bye = True  # type: ignore[attr-defined]
        signal.signal(number, handler)


async def _always(pause: float, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
    while True:
        await asyncio.sleep(pause)
        try:
            await job()
        except Exception:
            log.exception("upkeep of the sockets failed once and goes on")


# --- delivering what the bus lost ------------------------------------------------------------------------------------
async def reconcile_always(hub: Hub) -> None:
    async def job() -> None:
        behind = await find_behind(hub)
        await deliver_missing(hub, behind)

    await _always(RECONCILE_S, job)


async def find_behind(hub: Hub) -> set[str]:
    """Topics whose record is ahead of what this process delivered. One query a kind of topic."""
    if is_disabled("replay"):
        return set()
    wanted: dict[str, list[int]] = {}
    for name, topic in hub.topics.items():
        if topic.head is not None and source_of(name) is not None:
            wanted.setdefault(split(name)[0], []).append(split(name)[1])
    behind = set()
    for prefix, ids in wanted.items():
        heads = await in_thread(sources[prefix].heads, ids)
        for id_, head in heads.items():
            topic = hub.topics.get(f"{prefix}:{id_}")
            if topic is not None and topic.head is not None and head > topic.head:
                behind.add(f"{prefix}:{id_}")
    return behind


async def deliver_missing(hub: Hub, names: set[str]) -> None:
    """Read what comes after each topic's head and deliver it as one change."""
    if is_disabled("replay"):
        return
    for name in names:
        topic, source = hub.topics.get(name), source_of(name)
        if topic is None or source is None or topic.head is None:
            continue
        change = await in_thread(source.read, split(name)[1], topic.head)
        if change is not None:
            hub.deliver_change(name, change)


async def catch_up_always(hub: Hub) -> None:
    """At once, for topics with a gap or after the bus came back."""
    while True:
        await hub.behind_wanted.wait()
        hub.behind_wanted.clear()
        names, hub.behind = hub.behind, set()
        try:
            await deliver_missing(hub, names)
        except Exception:
            log.exception("a gap stays until the next look")


# --- may they stay? --------------------------------------------------------------------------------------------------
async def sweep_always(hub: Hub) -> None:
    async def job() -> None:
        await close_departed(hub, [s for s in hub.sockets if s.person.user_id is not None])

    await _always(SWEEP_S, job)


async def check_always(hub: Hub) -> None:
    """At once, for users somebody announced something about."""
    while True:
        await hub.check_wanted.wait()
        hub.check_wanted.clear()
        users, hub.suspects = hub.suspects, set()
        try:
            await close_departed(hub, [s for user in users for s in hub.users.get(user, ())])
        except Exception:
            log.exception("the next sweep will look at them")


async def close_departed(hub: Hub, sockets: list[Socket]) -> None:
    """Close those whose session ended, whose account was closed, or whose rights changed since they came."""
    people = list({socket.person for socket in sockets})
    staying: set[Person] = set()
    for start in range(0, len(people), AT_ONCE):
        staying |= await in_thread(identity.may_stay, set(people[start : start + AT_ONCE]))
    for socket in sockets:
        if socket.person not in staying:
            socket.close(CLOSED_RIGHTS, "rights")
            hub.remove(socket)


# --- are they there? -------------------------------------------------------------------------------------------------
async def ping_always(hub: Hub) -> None:
    async def job() -> None:
        moment = hub.now()
        for socket in list(hub.sockets):
            keep_alive(hub, socket, moment)

    await _always(1.0, job)


def keep_alive(hub: Hub, socket: Socket, moment: float) -> None:
    """Ping when it is time, close when there was no answer or the connection is too old."""
    if socket.closed:
        hub.remove(socket)
    elif socket.pinged_at and socket.last_heard < socket.pinged_at and moment - socket.pinged_at > PONG_PATIENCE_S:
        socket.close(CLOSED_SILENT, "silent")
        hub.remove(socket)
    elif moment - socket.opened_at > OLDEST_S * (0.9 + (id(socket) // 64 % 200) / 1000):  # give or take a tenth: not all at once
        socket.close(CLOSED_OLD, "old")
        hub.remove(socket)
    elif moment - max(socket.pinged_at, socket.opened_at) > PING_S:
        socket.pinged_at = moment
        socket.push(json.dumps({"op": "ping", "t": int(moment), "heads": heads_for(hub, socket)}, separators=(",", ":")))


def heads_for(hub: Hub, socket: Socket) -> dict[str, int]:
    """Where the socket's topics stand, so that a last message that was lost is noticed in a quiet room too."""
    if is_disabled("replay"):
        return {}
    heads = {}
    for name in socket.topics:
        topic = hub.topics.get(name)
        if topic is not None and topic.head is not None and source_of(name) is not None:
            heads[name.partition(":")[2]] = topic.head
    return heads
