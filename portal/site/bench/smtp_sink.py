"""A mail server on loopback that takes every mail and writes down whom it was for: one line 'Message-ID recipient' before it says yes.

Run as a program it prints its port, and ends with the process that started it. What a recipient's name begins with makes it
difficult: gone- (no such mailbox), later- (refused for now, the first time), lost- (falls silent after the last dot), spam- (refused
after the last dot).
"""

import argparse
import asyncio
import os
import re
import sys
from pathlib import Path

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_END = b"\r\n.\r\n"


class Session(asyncio.Protocol):
    """One connection; commands may come many at once."""

    seen: set[bytes] = set()

    def __init__(self, file: int) -> None:
        self.file = file
        self.buffer = bytearray()
        self.recipient = b""
        self.in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.say(b"220 sink ESMTP")

    def say(self, line: bytes) -> None:
        self.transport.write(line + b"\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self.buffer:
            if self.in_data:
                end = self.buffer.find(_END)
                if end < 0:
                    return
                mail = bytes(self.buffer[:end])
                del self.buffer[: end + len(_END)]
                self.in_data = False
                self.take(mail)
            else:
                line, found, rest = self.buffer.partition(b"\r\n")
                if not found:
                    return
                self.buffer = bytearray(rest)
                self.command(bytes(line))

    def command(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"RCPT":
            self.named(line)
        elif verb == b"DATA":
            self.in_data = True
            self.say(b"354 go on")
        elif verb == b"EHLO":
            self.say(b"250-sink\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES")
        elif verb == b"QUIT":
            self.say(b"221 bye")
            self.transport.close()
        else:
            self.say(b"250 2.0.0 ok")

    def named(self, line: bytes) -> None:
        self.recipient = line.partition(b"<")[2].partition(b">")[0]
        if self.recipient.startswith(b"gone-"):
            self.say(b"550 5.1.1 no such mailbox here")
        elif self.recipient.startswith(b"later-") and self.recipient not in self.seen:
            self.seen.add(self.recipient)
            self.say(b"451 4.7.1 greylisted, come again")
        else:
            self.say(b"250 2.1.5 ok")

    def take(self, mail: bytes) -> None:
        if self.recipient.startswith(b"spam-"):
            self.say(b"554 5.7.1 we do not want this")
            return
        found = _MESSAGE_ID.search(mail[:8000])
        os.write(self.file, (found[1] if found else b"-") + b" " + self.recipient + b"\n")
        if self.recipient.startswith(b"lost-"):
            self.transport.abort()
            return
        self.say(b"250 2.0.0 taken")


async def serve(file: int, parent: int) -> None:
    """Serve until the parent is gone, or a day at most."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(file), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - the port is this program's answer
    for _second in range(86_400):
        await asyncio.sleep(1)
        if parent and os.getppid() != parent:
            return


def taken(path: Path) -> list[tuple[str, str]]:
    """Every mail that was taken: Message-ID and recipient, in their order."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", required=True)
    parser.add_argument("--parent", type=int, default=0)
    given = parser.parse_args()
    descriptor = os.open(given.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        asyncio.run(serve(descriptor, given.parent))
    except KeyboardInterrupt:
        sys.exit(0)
