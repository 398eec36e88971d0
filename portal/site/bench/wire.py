"""A WebSocket client that costs little: text frames in, text frames out, nothing else a bench or a chaos run would wait for."""

import asyncio
import base64
import os
import struct
from collections.abc import Callable
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class RefusedError(ConnectionError):
    """The server did not open the socket."""


class Wire(asyncio.Protocol):
    """One socket: `heard` is called with each text frame's bytes; `opened` and `ended` are futures."""

    def __init__(self, greeting: str, heard: Callable[[bytes], None]) -> None:
        self.greeting, self.heard = greeting, heard
        self.buffer = bytearray()
        self.upgraded = False
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.transport.write(self.greeting.encode())

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(exc or RefusedError("closed"))
        if not self.ended.done():
            self.ended.set_result(None)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.upgraded and not self._upgrade():
            return
        at = 0
        while (frame := self._frame(at)) is not None:
            opcode, start, at = frame
            if opcode == TEXT:
                self.heard(bytes(self.buffer[start:at]))
            elif opcode == PING:
                self._write(PONG, bytes(self.buffer[start:at]))
            elif opcode == CLOSE:
                self.transport.close()
        del self.buffer[:at]

    def _upgrade(self) -> bool:
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        if b" 101 " not in self.buffer[: self.buffer.find(b"\r\n")]:
            if not self.opened.done():
                self.opened.set_exception(RefusedError(self.buffer[:end].decode("latin-1")))
            self.transport.abort()
            return False
        del self.buffer[: end + 4]
        self.upgraded = True
        self.opened.set_result(None)
        return True

    def _frame(self, at: int) -> tuple[int, int, int] | None:
        """Kind, beginning and end of the payload of the frame at `at`; None while some of it is missing."""
        buffer, there = self.buffer, len(self.buffer) - at
        if there < 2:
            return None
        size, start = buffer[at + 1] & 127, at + 2
        if size == 126:
            if there < 4:
                return None
            size, start = struct.unpack_from(">H", buffer, start)[0], at + 4
        elif size == 127:
            if there < 10:
                return None
            size, start = struct.unpack_from(">Q", buffer, start)[0], at + 10
        return (buffer[at] & 15, start, start + size) if len(buffer) >= start + size else None

    def say(self, text: str) -> None:
        """Send a text frame; nothing happens on a connection that is lost."""
        self._write(TEXT, text.encode())

    def _write(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        head = bytes([128 | opcode, 128 | size]) if size < 126 else bytes([128 | opcode, 128 | 126]) + struct.pack(">H", size)
        self.transport.write(head + b"\0\0\0\0" + payload)  # a mask of zeros: masked, as the protocol wants, at no cost


async def knock(url: str, heard: Callable[[bytes], None], *, cookie: str = "", patience: float = 60) -> Wire:
    """Open a socket. Raises OSError (RefusedError where the server answers something else), TimeoutError."""
    parts = urlsplit(url)
    lines = [
        f"GET {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: portal.chat.v1", f"Origin: http://{parts.hostname}",
    ]  # fmt: skip
    greeting = "\r\n".join([*lines, *([f"Cookie: {cookie}"] if cookie else []), "", ""])
    async with asyncio.timeout(patience):
        _transport, wire = await asyncio.get_running_loop().create_connection(
            lambda: Wire(greeting, heard), parts.hostname, parts.port or 80
        )
        try:
            await wire.opened
        except BaseException:
            wire.transport.abort()
            raise
    return wire
