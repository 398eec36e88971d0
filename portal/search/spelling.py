"""Typing errors: words of the index within one or two slips of what was typed."""

from collections.abc import Callable

from portal.search.leaves import Dictionary, mask

_SHORTEST = 4


def slips(typed: str, word: str, most: int) -> int:
    """Insertions, deletions, changes and swaps of neighbours between two words; `most` + 1 when there are more."""
    if abs(len(typed) - len(word)) > most:
        return most + 1
    before_last: list[int] = []
    last = list(range(len(word) + 1))
    for i, a in enumerate(typed, 1):
        row = [i]
        for j, b in enumerate(word, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == word[j - 2] and typed[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return last[-1]


def corrections(typed: str, words: Dictionary, allowed: Callable[[str], bool], limit: int = 3) -> list[tuple[int, str, str]]:
    """(slips, folded, written) of the nearest words that `allowed(written)` lets through, nearest first."""
    if len(typed) < _SHORTEST or not typed.isalpha():
        return []
    most = 1 if len(typed) < 7 else 2
    letters, size, first = mask(typed), len(typed), typed[0]
    near = []
    for pair, bits in zip(words.pairs, words.masks, strict=True):
        if (bits ^ letters).bit_count() > 2 * most or abs(len(pair[0]) - size) > most or len(pair[0]) < 3:
            continue
        count = slips(typed, pair[0], most)
        if 0 < count <= most:
            near.append((count + (pair[0][0] != first) * 0.5, *pair))
    found = []
    for count, folded, written in sorted(near):
        if allowed(written):
            found.append((int(count), folded, written))
            if len(found) == limit:
                break
    return found
