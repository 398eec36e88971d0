"""Python's search for garbage, put off while very many rows are held: each search looks through all of them and finds none."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_holding = 0


@contextmanager
def put_off() -> Iterator[None]:
    """No search in this process until the block is left; blocks of several threads may overlap. What nobody holds is freed as ever."""
    global _holding  # noqa: PLW0603 - the collector is one for the process
    with _lock:
        _holding += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _holding -= 1
            if not _holding:
                gc.enable()
