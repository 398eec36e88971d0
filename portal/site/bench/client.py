"""The asking side, in a process of its own: keep-alive connections to loopback, bounded in number and time.

Run as `python -m portal.site.bench.client` with the job as JSON on standard input; the answer is JSON on standard output.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass, field

_VISITOR = "@visitor@"
"""Stands where each request names an address of its own, as a proxy would: the limits of one visitor are not what is measured."""


@dataclass
class Job:
    """What to ask: addresses in turn, over `connections` connections, until `count` answers or `seconds` have passed."""

    port: int
    paths: list[str]
    count: int = 400
    seconds: float = 5.0
    connections: int = 4
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """What came back: answers, wall time, the body's mean size, and how many were not 200."""

    answers: int
    seconds: float
    bytes: int
    faults: int


class Asker(asyncio.Protocol):
    """One keep-alive connection that asks for the next address as soon as the last answer is whole."""

    def __init__(self, run: "Run") -> None:
        self.run = run
        self.buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        request = self.run.next_request()
        if request is None:
            self.transport.close()
        else:
            self.transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        size = body_size(self.buffer, head)
        if size is None:
            return
        self.run.answered(self.buffer[9:12] == b"200", size)
        self.buffer.clear()
        self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        self.run.left()


def body_size(buffer: bytearray, head: int) -> int | None:
    """The size of a whole answer's body; None while some of it is missing."""
    headers = bytes(buffer[:head]).lower()
    there = len(buffer) - head - 4
    at = headers.find(b"\r\ncontent-length:")
    if at >= 0:
        size = int(headers[at + 17 :].split(b"\r\n", 1)[0])
        return size if there >= size else None
    if b"transfer-encoding: chunked" in headers:
        return there if buffer.endswith(b"\r\n0\r\n\r\n") else None
    return there


class Run:
    """The state all connections of a job share."""

    def __init__(self, job: Job) -> None:
        headers = {"Host": f"127.0.0.1:{job.port}", "X-Forwarded-For": _VISITOR, **job.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.requests = [f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode() for path in job.paths]
        self.job, self.asked, self.done, self.bytes, self.faults = job, 0, 0, 0, 0
        self.open, self.finished = job.connections, asyncio.get_running_loop().create_future()
        self.first = time.time_ns() // 1_000_000
        self.ends = time.monotonic() + job.seconds

    def next_request(self) -> bytes | None:
        if self.asked >= self.job.count or time.monotonic() > self.ends:
            return None
        self.asked += 1
        number = self.first + self.asked
        visitor = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return self.requests[self.asked % len(self.requests)].replace(_VISITOR.encode(), visitor.encode())

    def answered(self, good: bool, size: int) -> None:  # noqa: FBT001 - called in a hot loop
        self.done += 1
        self.bytes += size
        self.faults += not good

    def left(self) -> None:
        self.open -= 1
        if not self.open and not self.finished.done():
            self.finished.set_result(None)


async def run(job: Job) -> Outcome:
    """Do the job; a server that stops answering ends it thirty seconds after its time."""
    state = Run(job)
    started = time.perf_counter()
    for _number in range(job.connections):
        await asyncio.get_running_loop().create_connection(lambda: Asker(state), "127.0.0.1", job.port)
    await asyncio.wait_for(state.finished, job.seconds + 30)
    took = time.perf_counter() - started
    return Outcome(
        answers=state.done, seconds=took, bytes=state.bytes // max(1, state.done), faults=state.faults + state.asked - state.done
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(asyncio.run(run(Job(**json.load(sys.stdin)))))))
