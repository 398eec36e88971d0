"""Web, sockets and worker in one foreground command, and nothing left behind when it ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import uvicorn
from django.conf import settings

MAX_FRAME = 64 * 1024
WORKER_GRACE = 12.0


class WorkerKeeper:
    """Starts the worker as a process of its own session and starts it again should it die."""

    def __init__(self) -> None:
        self.ending = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def _keep(self) -> None:
        """This thread lives as long as the process: the kernel ties the worker's life to the thread that started it."""
        pause = 1.0
        while not self.ending.is_set():
            command = [sys.executable, "manage.py", "work", "--verbosity", "0", "--parent", str(os.getpid())]
            begun = time.monotonic()
            self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own command
            code = self.process.wait()
            if self.ending.is_set():
                return
            pause = 1.0 if time.monotonic() - begun > 60 else min(pause * 2, 30.0)
            sys.stderr.write(f"The worker ended ({code}); it is started again in {pause:.0f} s.\n")
            self.ending.wait(pause)

    def end(self) -> None:
        """Ask the worker to end, wait for the task in hand, then insist."""
        self.ending.set()
        process = self.process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(WORKER_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Server(uvicorn.Server):
    """Uvicorn, telling when the door is open."""

    def __init__(self, config: uvicorn.Config, opened: Callable[[], None]) -> None:
        super().__init__(config)
        self.opened = opened

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.opened()


def end_without(parent: int) -> None:
    """End when the process that started this one (make) is gone, even if it was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def serve(host: str, port: int, *, worker: bool, opened: Callable[[], None], parent: int = 0) -> None:
    """Serve until SIGINT or SIGTERM, or until `parent` is gone. Returns when server and worker have ended."""
    config = uvicorn.Config(
        settings.ASGI_APPLICATION.replace(".application", ":application"),
        host=host,
        port=port,
        lifespan="off",
        ws_max_size=MAX_FRAME,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    keeper = WorkerKeeper()
    previous = signal.signal(signal.SIGTERM, _quietly)
    try:
        if parent:
            end_without(parent)
        if worker:
            keeper.start()
        Server(config, opened).run()
    except KeyboardInterrupt:
        pass
    finally:
        keeper.end()
        signal.signal(signal.SIGTERM, previous)


def _quietly(*_signal: Any) -> None:
    """Uvicorn raises the signal again once it has ended; that must not cut the worker's farewell short."""
