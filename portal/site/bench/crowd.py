"""Many sockets that count what they hear and note when the last of it came."""

import asyncio
import time

from portal.site.bench.wire import Wire, knock


class Crowd:
    """Listeners of one address; `wait_for(mark, n)` returns when n frames with the mark came."""

    def __init__(self, url: str, *, cookies: list[str] | None = None) -> None:
        self.url, self.cookies = url, cookies or []
        self.listeners: list[Wire] = []
        self.counts: dict[bytes, int] = {}
        self.times: dict[bytes, float] = {}

    def heard(self, payload: bytes) -> None:
        for mark in self.counts:
            if mark in payload:
                self.counts[mark] += 1
                self.times[mark] = time.perf_counter()

    async def open(self, count: int, *, at_once: int = 50) -> None:
        """Open `count` sockets more; the first ones with the cookies."""
        for start in range(0, count, at_once):
            numbers = range(len(self.listeners), len(self.listeners) + min(at_once, count - start))
            cookies = [self.cookies[n] if n < len(self.cookies) else "" for n in numbers]
            self.listeners += await asyncio.gather(*(knock(self.url, self.heard, cookie=cookie) for cookie in cookies))

    def expect(self, mark: bytes) -> None:
        self.counts[mark] = 0

    async def wait_for(self, mark: bytes, count: int, *, seconds: float = 60) -> None:
        async with asyncio.timeout(seconds):
            while self.counts[mark] < count:  # noqa: ASYNC110 - counts arrive a thousand at a time
                await asyncio.sleep(0.002)

    def close(self) -> None:
        for listener in self.listeners:
            listener.transport.abort()
