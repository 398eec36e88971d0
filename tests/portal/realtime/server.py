"""A real server on the test database: uvicorn in a process of its own, that can be stopped, killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Self
from urllib.parse import quote

from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parents[3]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_url() -> str:
    """The test database's address as the server's environment names it."""
    config = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    who = f"{quote(config['USER'])}:{quote(config['PASSWORD'])}@" if config["USER"] else ""
    host = config["HOST"] or ""
    if host.startswith("/"):
        host = quote(host, safe="")
    return f"postgres://{who}{host}{':' + str(config['PORT']) if config['PORT'] else ''}/{config['NAME']}"


class Server:
    """`with Server() as server:`; `server.ws`, `server.http`; keyword arguments are environment variables."""

    application = "portal.config.asgi:application"

    def __init__(self, **env: str) -> None:
        self.port = free_port()
        self.env = {
            **os.environ, "DATABASE_URL": database_url(), "VAR_DIR": str(settings.VAR_DIR), "SECRET_KEY": settings.SECRET_KEY,
            "DJANGO_SETTINGS_MODULE": "portal.config.settings", "ATRIUM_TEST": "1", "LOG_LEVEL": "ERROR", "LOG_FORMAT": "plain",
            "REDIS_URL": settings.REDIS_URL, "SOCKETS_PER_ADDRESS": "5000", "DEBUG": "1", **env,
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None
        self.log = Path(settings.VAR_DIR) / f"server-{self.port}.log"

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws/chat/"

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [
            sys.executable, "-m", "uvicorn", self.application, "--port", str(self.port), "--lifespan", "off", "--no-access-log",
            "--ws-max-size", "65536", "--ws-per-message-deflate", "false", "--timeout-graceful-shutdown", "2", "--log-level", "error",
        ]  # fmt: skip
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.http}/livez", timeout=1) as answer:  # noqa: S310 - our own address
                    if answer.status == 200:
                        return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        self.kill()
        raise RuntimeError(self.log.read_text()[-3000:])

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
            self.process = None

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def memory_kib(self) -> int:
        """Resident memory of the server."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))

    def cpu_seconds(self) -> float:
        assert self.process is not None
        parts = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")

    def errors(self) -> str:
        """What the server complained of."""
        return self.log.read_text() if self.log.exists() else ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self.stop()


class OwnRedis:
    """`with OwnRedis() as redis:`; a Redis that keeps nothing and may be killed, at `redis.url`."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=settings.VAR_DIR)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("redis-server did not start: make services")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self.kill()


def cookie_for(user: object) -> str:
    """A session of the user, as the header a browser would send."""
    from django.test import Client

    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
