"""How much is too much: a sliding window kept in the cache, and in this process while the cache is away."""

import logging
import threading
from collections import deque

from django.core.cache import cache

from portal.core.clock import now

log = logging.getLogger(__name__)
_MOST_KEYS = 10_000


class LocalWindows:
    """Exact sliding windows in memory, for when nothing better can be reached."""

    def __init__(self) -> None:
        self._marks: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def take(self, key: str, limit: int, seconds: int, moment: float) -> float:
        with self._lock:
            if len(self._marks) > _MOST_KEYS:
                self._marks.clear()
            marks = self._marks.setdefault(key, deque())
            while marks and marks[0] <= moment - seconds:
                marks.popleft()
            if len(marks) >= limit:
                return marks[0] + seconds - moment
            marks.append(moment)
            return 0.0


_local = LocalWindows()


def take(key: str, limit: int, seconds: int) -> float:
    """Count one act under `key`: 0 when it is within `limit` per `seconds`, else the seconds to wait (and it is not counted)."""
    moment = now().timestamp()
    try:
        return _take_shared(key, limit, seconds, moment)
    except Exception as fault:  # noqa: BLE001 - a cache that is away must not stop people from writing
        log.warning("rate limit kept in this process only: %s", type(fault).__name__)
        return _local.take(key, limit, seconds, moment)


def _take_shared(key: str, limit: int, seconds: int, moment: float) -> float:
    window, into = divmod(moment, seconds)
    present, former = f"rate:{key}:{int(window)}", f"rate:{key}:{int(window) - 1}"
    cache.add(present, 0, 2 * seconds + 1)
    count = cache.incr(present)
    before = cache.get(former, 0)
    if count + before * (1 - into / seconds) <= limit:
        return 0.0
    cache.decr(present)
    room_left = limit - count
    if before and room_left >= 0:  # the former window's share must shrink to what is left
        return max(0.1, seconds * (1 - room_left / before) - into)
    return seconds - into + (seconds * (1 - (limit - 1) / (count - 1)) if count > limit > 1 else 0.0)
