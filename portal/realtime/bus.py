"""Between threads and processes: what is published here reaches every process's hub once, if it reaches it.

Without REDIS_URL only this process hears it; the reconciler of the others finds changes within two seconds.
"""

import asyncio
import json
import logging
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

import redis
from django.conf import settings
from redis import asyncio as redis_asyncio

if TYPE_CHECKING:
    from portal.realtime.hub import Hub

log = logging.getLogger(__name__)

PREFIX = "atrium:realtime"
CONTROL = f"{PREFIX}:control"
PROCESS = uuid.uuid4().hex
REST_AFTER_FAULT_S = 1.0
PATIENCE_S = 0.5

_lock = threading.Lock()
_state: dict[str, Any] = {"loop": None, "hub": None, "client": None, "rest_until": 0.0}


def is_shared() -> bool:
    """Whether other processes are reached at all."""
    return bool(settings.REDIS_URL)


def redis_client() -> redis.Redis:
    """The publishing client of this process: short patience, because a hint is not worth waiting for."""
    with _lock:
        if _state["client"] is None:
            _state["client"] = redis.Redis.from_url(
                settings.REDIS_URL, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S, retry=None, health_check_interval=30
            )
        return _state["client"]


def is_away() -> bool:
    """Whether Redis failed a moment ago and is left alone."""
    return time.monotonic() < _state["rest_until"]


def rest() -> None:
    """Redis failed: nobody of this process waits for it in the next second."""
    _state["rest_until"] = time.monotonic() + REST_AFTER_FAULT_S


def attach(hub: "Hub", loop: asyncio.AbstractEventLoop) -> None:
    """This process has sockets: publications of its threads reach `hub`."""
    _state.update(hub=hub, loop=loop)


def detach(hub: "Hub") -> None:
    if _state["hub"] is hub:
        _state.update(hub=None, loop=None)


def people_here(topics: list[str]) -> dict[str, dict[int, str]]:
    """Who of this process's sockets is in which topic: party id → name."""
    hub = _state["hub"]
    here = hub.presence.here if hub is not None else {}
    return {topic: {id_: name for id_, (name, _sockets) in list(here.get(topic, {}).items())} for topic in topics}


def send(item: dict[str, Any]) -> None:
    """Publish from any thread, after the commit. Never raises, waits at most half a second."""
    send_all([item])


def send_all(items: list[dict[str, Any]]) -> None:
    """As `send`, for several in their order: one turn of the loop here, one round trip to Redis."""
    hub, loop = _state["hub"], _state["loop"]
    if hub is not None and not loop.is_closed():
        loop.call_soon_threadsafe(_take_all, hub, items)
    if not is_shared() or is_away():
        return
    try:
        if len(items) == 1:
            redis_client().publish(*_message(items[0]))
            return
        pipe = redis_client().pipeline(transaction=False)
        for item in items:
            pipe.publish(*_message(item))
        pipe.execute()
    except (redis.RedisError, OSError) as fault:
        rest()
        log.warning("not published, the reconciler will deliver: %s", type(fault).__name__)


def _take_all(hub: "Hub", items: list[dict[str, Any]]) -> None:
    for item in items:
        hub.take(item)


def _message(item: dict[str, Any]) -> tuple[str, str]:
    channel = f"{PREFIX}:{item['topic']}" if "topic" in item else CONTROL
    return channel, json.dumps({**item, "from": PROCESS}, ensure_ascii=False)


async def listen(hub: "Hub") -> None:
    """Hear the other processes, for ever: one subscription a topic that has sockets here; back after every fault."""
    pause = 0.2
    while True:
        client = redis_asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=None, socket_connect_timeout=5)
        ears = client.pubsub(ignore_subscribe_messages=True)
        try:
            await ears.subscribe(CONTROL)
            hub.behind |= set(hub.topics)
            hub.behind_wanted.set()
            pause = 0.2
            await _hear(hub, ears)
        except (redis.RedisError, OSError, asyncio.IncompleteReadError) as fault:
            log.warning("realtime subscription lost: %s", type(fault).__name__)
        finally:
            await _quietly(ears.aclose())
            await _quietly(client.aclose())
        await asyncio.sleep(pause)
        pause = min(pause * 2, 3.0)


async def _quietly(closing: Any) -> None:
    try:
        await closing
    except (redis.RedisError, OSError):
        return


async def _hear(hub: "Hub", ears: Any) -> None:
    keeper = asyncio.ensure_future(_keep_subscribed(hub, ears))
    try:
        async for message in ears.listen():
            item = json.loads(message["data"])
            if item.pop("from", "") != PROCESS:
                hub.take(item)
    finally:
        keeper.cancel()


async def _keep_subscribed(hub: "Hub", ears: Any) -> None:
    """Follow the hub's topics: subscribe to what is new, leave what nobody here listens to."""
    known: set[str] = set()
    while True:
        hub.wanted.clear()
        topics = set(hub.topics)
        if fresh := topics - known:
            await ears.subscribe(*(f"{PREFIX}:{name}" for name in fresh))
        if idle := known - topics:
            await ears.unsubscribe(*(f"{PREFIX}:{name}" for name in idle))
        known = topics
        await hub.wanted.wait()
