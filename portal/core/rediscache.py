"""Django's Redis cache with one client for the whole process.

Django makes a new client object for every operation, and redis-py fills a table of 170 entries for each. Besides, Django keeps its
cache objects by context: each request served through a2wsgi has a context of its own, and would open a connection of its own.
"""

import threading
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient

_clients: dict[str, "KeptClient"] = {}
_lock = threading.Lock()


class KeptClient(RedisCacheClient):
    """One redis-py client a server; it may be shared between threads, and its pool notices a fork."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        place = self._get_connection_pool_index(write)
        if place not in self._kept:
            self._kept[place] = super().get_client(key, write=write)
        return self._kept[place]


class ProcessCache(RedisCache):
    """`BACKEND` for `CACHES`: every cache object of the process uses the same client for the same servers."""

    @property
    def _cache(self) -> KeptClient:  # type: ignore[override]
        name = f"{self._servers}{self._options}"
        with _lock:
            if name not in _clients:
                _clients[name] = KeptClient(self._servers, **self._options)
            return _clients[name]
