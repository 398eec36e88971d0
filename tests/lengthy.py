"""Which tests are too costly for the fast set, besides those that say so themselves: measured, not guessed.

`COUNT_COSTS=1 make test ARGS='-m "not slow and not browser and not services"'` measures every test anew, in one process, and writes
`lengthy.txt`: the functions of which a case takes more than eight hundredths of a second of processor time. They are marked lengthy.
"""

import os
import time
from collections import defaultdict
from pathlib import Path

import pytest

FILE = Path(__file__).with_suffix(".txt")
MOST_S = 0.08
COUNTING = bool(os.environ.get("COUNT_COSTS"))
_costs: defaultdict[str, list[float]] = defaultdict(list)


def _function(item: pytest.Item) -> str:
    return item.nodeid.split("[", maxsplit=1)[0]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them before `-m` chooses."""
    known = frozenset() if COUNTING else frozenset(FILE.read_text(encoding="utf-8").splitlines())
    for item in items:
        if _function(item) in known:
            item.add_marker(pytest.mark.lengthy)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item):
    """Note what the test took, with what it asked to be prepared for itself."""
    begun = time.process_time()
    done = yield
    _costs[_function(item)].append(time.process_time() - begun)
    return done


def pytest_sessionfinish() -> None:
    """Write the list, when that was asked for."""
    if COUNTING:
        # A file's first test may prepare for all of it: the dearest of several cases counts only if the others are no trifle.
        lengthy = (name for name, costs in _costs.items() if max(costs) > MOST_S and sum(costs) / len(costs) > MOST_S / 2)
        FILE.write_text("".join(f"{name}\n" for name in sorted(lengthy)), encoding="utf-8")
