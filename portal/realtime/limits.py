"""How much is too much: a sliding window kept in Redis or the cache, and in this process while the cache is away."""

import logging
import threading
from collections import deque

from django.core.cache import cache

from portal.core.clock import now
from portal.realtime import bus

log = logging.getLogger(__name__)
_MOST_KEYS = 10_000
Rate = tuple[str, int, int]
"""A key, and how often it may come in how many seconds."""


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
    return take_all([(key, limit, seconds)])


def take_all(rates: list[Rate]) -> float:
    """Count one act under several keys at once: 0 when it is within all of them, else the longest wait (and it is counted nowhere)."""
    return take_each([rates], now().timestamp())[0]


def take_each(acts: list[list[Rate]], moment: float) -> list[float]:
    """As `take_all` for several acts, one after the other, in one round trip to Redis."""
    flat = [rate for rates in acts for rate in rates]
    try:
        counted = _count(flat, moment) if flat else []
    except Exception as fault:  # noqa: BLE001 - a cache that is away must not stop people from writing
        bus.rest()
        log.warning("rate limit kept in this process only: %s", type(fault).__name__)
        counted = None
    if counted is None:
        return [max(_local.take(*rate, moment) for rate in rates) for rates in acts]
    found, waits = iter(counted), []
    for rates in acts:
        wait = max(_wait(limit, seconds, moment, *next(found)) for _key, limit, seconds in rates)
        if wait:
            _take_back(rates, moment)
        waits.append(wait)
    return waits


def give_back(acts: list[list[Rate]], moment: float) -> None:
    """Acts counted by `take_each` at this moment that did not take place. What cannot be given back stays counted."""
    try:
        if not (bus.is_shared() and bus.is_away()):
            for rates in acts:
                _take_back(rates, moment)
    except Exception as fault:  # noqa: BLE001 - as above
        bus.rest()
        log.warning("rate limit not given back: %s", type(fault).__name__)


def pause(key: str, seconds: int) -> float:
    """Count one act that may come once in `seconds`, to the second: 0, or the seconds that are left (and it is not counted).

    The windows above would make whoever acts early in one wait for nearly two of them.
    """
    moment = now().timestamp()
    try:
        if bus.is_shared() and bus.is_away():
            return _local.take(key, 1, seconds, moment)
        if cache.add(f"pause:{key}", moment, seconds):
            return 0.0
        return max(0.1, min(seconds, float(cache.get(f"pause:{key}", moment)) + seconds - moment))
    except Exception as fault:  # noqa: BLE001 - as above
        bus.rest()
        log.warning("rate limit kept in this process only: %s", type(fault).__name__)
        return _local.take(key, 1, seconds, moment)


def _names(rate: Rate, moment: float) -> tuple[str, str]:
    """The keys of this window and the one before."""
    key, _limit, seconds = rate
    window = int(moment // seconds)
    return f"rate:{key}:{window}", f"rate:{key}:{window - 1}"


def _count(rates: list[Rate], moment: float) -> list[tuple[int, int]] | None:
    if not bus.is_shared():
        return _count_in_cache(rates, moment)
    return None if bus.is_away() else _count_in_redis(rates, moment)


def _count_in_redis(rates: list[Rate], moment: float) -> list[tuple[int, int]]:
    """How many there are in each present window, this one among them, and in the former; one round trip."""
    pipe = bus.redis_client().pipeline(transaction=False)
    for rate in rates:
        present, former = _names(rate, moment)
        pipe.incr(f"{bus.PREFIX}:{present}")
        pipe.expire(f"{bus.PREFIX}:{present}", 2 * rate[2] + 1)
        pipe.get(f"{bus.PREFIX}:{former}")
    answers = pipe.execute()
    return [(int(count), int(before or 0)) for count, before in zip(answers[::3], answers[2::3], strict=True)]


def _count_in_cache(rates: list[Rate], moment: float) -> list[tuple[int, int]]:
    counted = []
    for rate in rates:
        present, former = _names(rate, moment)
        cache.add(present, 0, 2 * rate[2] + 1)
        counted.append((cache.incr(present), cache.get(former, 0)))
    return counted


def _take_back(rates: list[Rate], moment: float) -> None:
    for rate in rates:
        name = _names(rate, moment)[0]
        if bus.is_shared():
            bus.redis_client().decr(f"{bus.PREFIX}:{name}")
        else:
            cache.decr(name)


def _wait(limit: int, seconds: int, moment: float, count: int, before: int) -> float:
    """Seconds until one more is within the limit; the former window counts by the share of it that is still in sight."""
    into = moment % seconds
    if count + before * (1 - into / seconds) <= limit:
        return 0.0
    room_left = limit - count
    if before and room_left >= 0:  # the former window's share must shrink to what is left
        return max(0.1, seconds * (1 - room_left / before) - into)
    return seconds - into + (seconds * (1 - (limit - 1) / (count - 1)) if count > limit > 1 else 0.0)
