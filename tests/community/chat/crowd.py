"""Many sockets at little cost: a raw client that counts frames and notes when each came."""

import asyncio
import base64
import os
import struct
import time
from urllib.parse import urlsplit


class Listener(asyncio.Protocol):
    """One WebSocket: sends masked text, counts text frames whose payload holds `mark`."""

    def __init__(self, crowd: "Crowd", headers: str) -> None:
        self.crowd, self.headers = crowd, headers
        self.buffer = b""
        self.opened = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.transport.write(self.headers.encode())

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("closed"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.opened.done():
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.opened.set_exception(ConnectionError(head.decode()))
                return
            self.buffer = rest
            self.opened.set_result(self)
        while (frame := self._frame()) is not None:
            opcode, payload = frame
            if opcode == 1:
                self.crowd.heard(payload)
            elif opcode == 9:
                self._write(10, payload)

    def _frame(self) -> tuple[int, bytes] | None:
        buffer = self.buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1] & 127, 2
        if size == 126:
            if len(buffer) < 4:
                return None
            size, start = struct.unpack_from(">H", buffer, 2)[0], 4
        elif size == 127:
            if len(buffer) < 10:
                return None
            size, start = struct.unpack_from(">Q", buffer, 2)[0], 10
        if len(buffer) < start + size:
            return None
        self.buffer = buffer[start + size :]
        return buffer[0] & 15, buffer[start : start + size]

    def say(self, text: str) -> None:
        self._write(1, text.encode())

    def _write(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        head = bytes([128 | opcode]) + (bytes([128 | size]) if size < 126 else bytes([128 | 126]) + struct.pack(">H", size))
        self.transport.write(head + b"\0\0\0\0" + payload)  # a mask of zeros: masked, as the protocol wants, at no cost


class Crowd:
    """Listeners of one address; `wait_for(mark, n)` returns when n frames with the mark came, with the last one's time."""

    def __init__(self, url: str, *, cookies: list[str] | None = None) -> None:
        parts = urlsplit(url)
        self.host, self.port, self.path = parts.hostname or "", parts.port or 80, parts.path
        self.cookies = cookies or []
        self.listeners: list[Listener] = []
        self.counts: dict[bytes, int] = {}
        self.times: dict[bytes, float] = {}
        self.first: dict[bytes, float] = {}

    def heard(self, payload: bytes) -> None:
        for mark in self.counts:
            if mark in payload:
                self.counts[mark] += 1
                self.times[mark] = time.perf_counter()
                self.first.setdefault(mark, self.times[mark])

    async def open(self, count: int, *, at_once: int = 50) -> None:
        loop = asyncio.get_running_loop()
        for start in range(0, count, at_once):
            batch = []
            for n in range(start, min(start + at_once, count)):
                cookie = f"Cookie: {self.cookies[n]}\r\n" if n < len(self.cookies) else ""
                headers = (
                    f"GET {self.path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n"
                    f"Sec-WebSocket-Protocol: portal.chat.v1\r\nOrigin: http://localhost\r\n{cookie}\r\n"
                )
                batch.append(loop.create_connection(lambda headers=headers: Listener(self, headers), self.host, self.port))
            made = [protocol for _transport, protocol in await asyncio.gather(*batch)]
            await asyncio.gather(*(listener.opened for listener in made))
            self.listeners += made

    def expect(self, mark: bytes) -> None:
        self.counts[mark] = 0

    async def wait_for(self, mark: bytes, count: int, *, seconds: float = 30) -> None:
        async with asyncio.timeout(seconds):
            while self.counts[mark] < count:  # noqa: ASYNC110 - counts arrive a thousand at a time
                await asyncio.sleep(0.002)

    def close(self) -> None:
        for listener in self.listeners:
            listener.transport.abort()
