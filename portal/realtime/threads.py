"""Where sockets' questions to the database run: few threads of their own, with connections kept as the settings say."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
R = TypeVar("R")

_pool = ThreadPoolExecutor(max_workers=int(os.environ.get("SOCKET_THREADS", "4")), thread_name_prefix="socket")


def _with_connections(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    close_old_connections()
    try:
        return call(*args, **kwargs)
    finally:
        close_old_connections()


async def in_thread(call: Callable[..., R], *args: object) -> R:
    """Run `call(*args)`, which may use the database, without holding the loop."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _with_connections, call, *args)
