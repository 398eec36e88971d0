"""Short scripts on a real socket: say, hear, be closed."""

import asyncio
import json
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from portal.realtime.threads import in_thread

ORIGIN = "http://localhost"


def opened(server: Any, cookie: str = "", *, origin: str | None = ORIGIN, protocol: str = "portal.chat.v1", query: str = "") -> connect:
    return connect(
        server.ws + query, subprotocols=[protocol], origin=origin, additional_headers={"Cookie": cookie} if cookie else {},  # type: ignore[arg-type,list-item]
        compression=None, ping_interval=None, close_timeout=1, max_size=None, open_timeout=20,
    )  # fmt: skip


async def say(socket: ClientConnection, **frame: Any) -> None:
    await socket.send(json.dumps(frame))


async def hear(socket: ClientConnection, *, op: str | None = None, rid: Any = None, seconds: float = 5) -> dict[str, Any]:
    """The next frame (with this `op`, with this `rid`); others are passed over."""
    async with asyncio.timeout(seconds):
        while True:
            frame = json.loads(await socket.recv())
            if (op is None or frame["op"] == op) and (rid is None or frame.get("rid") == rid):
                return frame


async def ask(socket: ClientConnection, **frame: Any) -> dict[str, Any]:
    """Say something and hear its answer."""
    await say(socket, rid="r", **frame)
    return await hear(socket, rid="r")


async def heard_until_silence(socket: ClientConnection, seconds: float = 0.6) -> list[dict[str, Any]]:
    frames = []
    try:
        while True:
            async with asyncio.timeout(seconds):
                frames.append(json.loads(await socket.recv()))
    except TimeoutError:
        return frames


async def closed_with(socket: ClientConnection, seconds: float = 5) -> int | None:
    """The code the server closes with."""
    async with asyncio.timeout(seconds):
        try:
            while True:
                await socket.recv()
        except ConnectionClosed:
            return socket.close_code


async def stays_open(socket: ClientConnection) -> bool:
    return (await ask(socket, op="hello"))["op"] == "ok"


db = in_thread
"""Ask the database from a coroutine."""
