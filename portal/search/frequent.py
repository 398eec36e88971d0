"""Words that very many documents hold: what each of these documents is worth for such a word is worked out once, not at every question."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

FEWEST, MOST_DOCUMENTS, MOST_WORDS = 1_000, 100_000, 16
_kept: OrderedDict[tuple[Any, ...], dict[int, float]] = OrderedDict()
_lock = threading.Lock()


def weights_of(key: tuple[Any, ...], build: Callable[[], dict[int, float]]) -> dict[int, float]:
    """The documents of a word with their weight, the caller's own to change.

    The key names the word, the reader's rights and the state of the index, so that nothing kept outlives a commit.
    """
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
    if found is not None:
        return found.copy()
    made = build()
    if FEWEST <= len(made) <= MOST_DOCUMENTS:
        with _lock:
            _kept[key] = made.copy()
            while len(_kept) > MOST_WORDS:
                _kept.popitem(last=False)
    return made
