"""Which lines of one list may be the same customer, before any of them is written: those would not be found in the database yet."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from portal.customers.matching.recognise import Claims, bounds, largest_block, score_pairs

_PAIRS_AT_ONCE = 20_000


def ties(many: Sequence[Claims]) -> Iterator[tuple[int, int]]:
    """Pairs of places (the earlier first) whose claims share an address, a number, or are likely enough one for a person to look."""
    if len(many) < 2:
        return
    hashes, places, sizes, exact = _keys(many)
    order = np.argsort(hashes, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(hashes[order]) != 0])
    ends = np.r_[starts[1:], len(order)]
    likely: set[int] = set()
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start < 2:
            continue
        group = places[order[start:end]].tolist()
        if exact[order[start]]:
            yield from pairwise(group)
        elif len(group) <= sizes[order[start]]:
            likely.update(first * len(many) + second for at, first in enumerate(group) for second in group[at + 1 :])
    yield from _likely(many, sorted(likely))


def _keys(many: Sequence[Claims]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """For each key of each place: its hash, the place, how many may share it and still tell something, and whether it is an identifier."""
    rows = []
    for place, claims in enumerate(many):
        rows += [(hash(mark), place, 0, True) for mark in claims.identifiers()]
        rows += [(hash((claims.kind, *key)), place, largest_block(key[0]), False) for key in claims.known().blocking_keys()]
    columns = list(zip(*rows, strict=True)) or [()] * 4
    kinds = (np.int64, np.int64, np.int16, np.bool_)
    return tuple(np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True))  # type: ignore[return-value]


def _likely(many: Sequence[Claims], pairs: list[int]) -> Iterator[tuple[int, int]]:
    """Those of the pairs (first · number of lines + second) that reach the lower bound."""
    lower, _upper = bounds()
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        part = [divmod(pair, len(many)) for pair in pairs[start : start + _PAIRS_AT_ONCE]]
        rows = {place: many[place].known() for place in {place for pair in part for place in pair}}
        scored = score_pairs([(rows[first], rows[second]) for first, second in part])
        yield from (part[place] for place in np.flatnonzero(scored.score >= lower).tolist())


def together(many: Sequence[Claims], more: Sequence[Sequence[int]] = ()) -> list[int]:
    """For each place the first of all that hang together with it, directly or through others; `more`: further places that do."""
    root = list(range(len(many)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = place = root[root[place]]
        return place

    chains = (pair for chain in more for pair in pairwise(chain))
    for first, second in (*ties(many), *chains):
        one, other = sorted((find(first), find(second)))
        root[other] = one
    return [find(place) for place in range(len(many))]
