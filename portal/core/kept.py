"""What is costly to make and the same for everybody, kept in this process until what visitors see changes.

A cache outside the process would have to be asked and its answer unpacked for every page. What is kept here is shared between
requests and threads: whoever receives it reads it and never changes it.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings

from portal.core.pagecache import content_version

T = TypeVar("T")
K = TypeVar("K")
MOST = 5000
"""Parts of pages are a few kilobytes each, values mostly less."""
_shelf: OrderedDict[str, tuple[int, float, Any]] = OrderedDict()
_lock = threading.Lock()


def kept(key: str, build: Callable[[], T], seconds: float = 600) -> T:
    """`build()`, or what it gave before with the same key, version of the content, and at most `seconds` ago.

    The key names everything the value depends on besides the content: the language, the object.
    """
    if not settings.KEEP_PARTS:
        return build()
    version, moment = content_version(), time.monotonic()
    with _lock:
        found = _shelf.get(key)
        if found and found[0] == version and found[1] > moment:
            _shelf.move_to_end(key)
            return found[2]
    value = build()
    with _lock:
        _put(key, version, moment + seconds, value)
    return value


def kept_many(keys: dict[str, K], build: Callable[[list[K]], dict[K, T]], seconds: float = 600) -> dict[K, T]:
    """What is kept under each key, by the key's own name for it; `build` makes all that is missing at once, and may leave some out."""
    if not settings.KEEP_PARTS:
        return build(list(keys.values()))
    version, moment = content_version(), time.monotonic()
    answer: dict[K, T] = {}
    with _lock:
        for key, name in keys.items():
            found = _shelf.get(key)
            if found and found[0] == version and found[1] > moment:
                _shelf.move_to_end(key)
                answer[name] = found[2]
    missing = {key: name for key, name in keys.items() if name not in answer}
    if missing:
        made = build(list(missing.values()))
        answer |= made
        with _lock:
            for key, name in missing.items():
                if name in made:
                    _put(key, version, moment + seconds, made[name])
    return answer


def _put(key: str, version: int, until: float, value: Any) -> None:
    """Call with the lock held."""
    _shelf[key] = (version, until, value)
    _shelf.move_to_end(key)
    while len(_shelf) > MOST:
        _shelf.popitem(last=False)


def forget() -> None:
    """Empty the shelf: for tests, whose rows do not live on."""
    with _lock:
        _shelf.clear()
