"""A server process as in production (uvicorn with portal.config.asgi), on a free port of loopback, ended by its process id."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portal.core.processes import end_with_parent

START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server: its process and its port."""

    pid: int
    port: int


class ServerFailedError(Exception):
    """The server did not answer; the message holds the end of its log."""


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@contextmanager
def serving(*, application: str = "portal.config.asgi:application", **environment: str) -> Iterator[Server]:
    """A server with these settings besides those of this process; ended when the block is left."""
    port, log = free_port(), Path(settings.VAR_DIR) / "server.log"
    command = [sys.executable, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--lifespan", "off", "--no-access-log", "--log-level", "warning", "--ws-per-message-deflate", "false"]
    parent = os.getpid()
    with log.open("wb") as lines:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            env=os.environ | environment,
            stdout=lines,
            stderr=lines,
            cwd=settings.BASE_DIR,
            preexec_fn=lambda: end_with_parent(parent),  # noqa: PLW1509 - one thread here
        )
        try:
            _wait(process, port, log)
            yield Server(process.pid, port)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen, port: int, log: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            link.request("GET", "/livez")
            if link.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            link.close()
    raise ServerFailedError("The bench's server did not start:\n" + log.read_text(encoding="utf-8", errors="replace")[-2000:])
