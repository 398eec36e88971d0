"""How much two values agree: a level for each pair, the same for names of any script. Level 0 is no agreement, -1 is unknown."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA, Indel, JaroWinkler
from rapidfuzz.process import cpdist

from portal.customers.matching.columns import Column, Table
from portal.customers.matching.normalise import digits, skeleton, sound

LEVELS: dict[str, tuple[str, ...]] = {
    "name": ("different", "alike", "sounds", "nearly", "equal", "crossed"),
    "full_name": ("different", "shared", "alike", "part", "sounds", "nearly", "equal"),
    "address": ("different", "alike", "nearly", "equal", "crossed"),
    "number": ("different", "nearly", "equal"),
    "code": ("different", "alike", "nearly", "equal"),
    "date": ("different", "alike", "nearly", "equal"),
    "email": ("different", "alike", "local", "equal"),
    "phone": ("different", "nearly", "end", "equal"),
}
"""The names of the levels of each kind, from 0."""
EQUAL = {kind: names.index("equal") for kind, names in LEVELS.items()}
Texts = list[str]
_VOWEL = re.compile("[aeiou]")


def _close(first: Texts, second: Texts) -> np.ndarray:
    return cpdist(first, second, scorer=JaroWinkler.similarity, dtype=np.float32)


def _slips(first: Texts, second: Texts) -> np.ndarray:
    """How many letters were mistaken, left out, set twice or turned around."""
    return cpdist(first, second, scorer=OSA.distance, dtype=np.int32)


def _same(first: Any, second: Any) -> np.ndarray:
    return np.fromiter((bool(a) and a == b for a, b in zip(first, second, strict=True)), dtype=bool, count=len(first))


def _shortest(first: Texts, second: Texts) -> np.ndarray:
    return np.fromiter((min(len(a), len(b)) for a, b in zip(first, second, strict=True)), dtype=np.int32, count=len(first))


def _names(first: Texts, second: Texts) -> np.ndarray:
    close, slips, short = _close(first, second), _slips(first, second), _shortest(first, second)
    sounds = _sounding(first, second)
    level = np.zeros(len(first), dtype=np.int8)
    level[close >= 0.82] = 1
    level[sounds] = 2
    level[((slips <= 1) & (short >= 3)) | (close >= 0.94)] = 3
    level[slips == 0] = 4
    return level


def _sounding(first: Texts, second: Texts) -> np.ndarray:
    alike = _same([sound(word) for word in first], [sound(word) for word in second])
    bones_a, bones_b = [skeleton(word) for word in first], [skeleton(word) for word in second]
    return alike | (_same(bones_a, bones_b) & (_shortest(bones_a, bones_b) >= 2))


def _full_names(first: Texts, second: Texts) -> np.ndarray:
    found = (_whole_name(a, b) for a, b in zip(first, second, strict=True))
    return np.fromiter(found, dtype=np.int8, count=len(first))


def _whole_name(first: str, second: str) -> int:
    """The level of two whole names, word against word: as good as the word that fits worst."""
    if first == second:
        return 6
    short, rest = sorted((first.split(), second.split()), key=len)
    rest, fits, shared = list(rest), [], False
    for word in sorted(short, key=len, reverse=True):
        best = max(rest, key=lambda other: _word(word, other))
        fits.append(_word(word, best))
        shared = shared or (fits[-1] >= 5 and len(word) > 1)
        rest.remove(best)
    worst = min(5, *fits)
    if not shared and worst < 4:
        return 0
    if rest and worst >= 3:
        return 3 if shared else 0
    return max(worst, 1 if shared else 0)


def _word(first: str, second: str) -> int:
    """How well two words of names fit: 6 equal, 5 but for one slip, 4 in sound, 3 as an initial, 2 alike, 0 not."""
    if first == second:
        return 6
    if len(first) == 1 or len(second) == 1:
        return 3 if first[0] == second[0] else 0
    if min(len(first), len(second)) >= 5 and OSA.distance(first, second, score_cutoff=1) <= 1:
        return 5
    heard = skeleton(first)
    if heard and heard == skeleton(second) and (len(heard) >= 2 or not (_VOWEL.search(first) and _VOWEL.search(second))):
        return 4  # of one consonant only where a script without vowels is in play: Lea is not Leo
    if len(heard) >= 2 and sound(first) == sound(second) != "":
        return 4
    return 2 if JaroWinkler.similarity(first, second) >= 0.85 else 0


def _addresses(first: Texts, second: Texts) -> np.ndarray:
    ratio = cpdist(first, second, scorer=Indel.normalized_similarity, dtype=np.float32)
    level = np.zeros(len(first), dtype=np.int8)
    level[ratio >= 0.72] = 1
    level[ratio >= 0.88] = 2
    level[_same(first, second)] = 3
    return level


def _numbers(first: Texts, second: Texts) -> np.ndarray:
    slips, short = _slips(first, second), _shortest(first, second)
    level = np.zeros(len(first), dtype=np.int8)
    level[(slips <= 1) & (short >= 2)] = 1
    level[slips == 0] = 2
    return level


def _codes(first: Texts, second: Texts) -> np.ndarray:
    slips, short = _slips(first, second), _shortest(first, second)
    level = np.zeros(len(first), dtype=np.int8)
    level[(slips <= 2) & (short >= 6)] = 1
    level[(slips <= 1) & (short >= 4)] = 2
    level[slips == 0] = 3
    return level


def _dates(first: Texts, second: Texts) -> np.ndarray:
    slips = _slips(first, second)
    turned = _same([day[:4] + day[6:] + day[4:6] for day in first], second)
    parts = [sum((a[:4] == b[:4], a[4:6] == b[4:6], a[6:] == b[6:])) for a, b in zip(first, second, strict=True)]
    level = np.zeros(len(first), dtype=np.int8)
    level[(np.array(parts) == 2) | (slips <= 2)] = 1
    level[(slips <= 1) | turned] = 2
    level[slips == 0] = 3
    return level


def _emails(first: Texts, second: Texts) -> np.ndarray:
    locals_a, locals_b = [local_part(address) for address in first], [local_part(address) for address in second]
    level = np.zeros(len(first), dtype=np.int8)
    figures = np.fromiter((digits(a) == digits(b) for a, b in zip(first, second, strict=True)), dtype=bool, count=len(first))
    level[(_slips(first, second) <= 1) & figures] = 1  # another figure is another mailbox of a namesake
    level[_same(locals_a, locals_b) & (_shortest(locals_a, locals_b) >= 4)] = 2
    level[_same(first, second)] = 3
    return level


def local_part(address: str) -> str:
    return address.partition("@")[0].partition("+")[0].replace(".", "")


def _phones(first: Texts, second: Texts) -> np.ndarray:
    level = np.zeros(len(first), dtype=np.int8)
    level[(_slips(first, second) <= 1) & (_shortest(first, second) >= 6)] = 1
    level[_same([n[-7:] if len(n) >= 7 else "" for n in first], [n[-7:] for n in second])] = 2
    level[_same(first, second)] = 3
    return level


_COMPARE: dict[str, Callable[[Texts, Texts], np.ndarray]] = {
    "name": _names, "full_name": _full_names, "address": _addresses, "number": _numbers, "code": _codes, "date": _dates,
    "email": _emails, "phone": _phones,
}  # fmt: skip


def _between(one: Column, other: Column, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The levels of values of `one` in the rows `left` against values of `other` in the rows `right`; each two values once."""
    a, b = one.codes[left], other.codes[right]
    known = (a >= 0) & (b >= 0)
    answer = np.full(len(left), -1, dtype=np.int8)
    if not known.any():
        return answer
    pairs, where = np.unique(a[known] * len(other.values) + b[known], return_inverse=True)
    first = [one.values[place] for place in pairs // len(other.values)]
    second = [other.values[place] for place in pairs % len(other.values)]
    answer[known] = _COMPARE[one.role.kind](first, second)[where]
    return answer


def levels(table: Table, left: np.ndarray, right: np.ndarray) -> dict[str, np.ndarray]:
    """For each role the level of every pair of rows `left[i]`, `right[i]`."""
    answer = {slug: _between(column, column, left, right) for slug, column in table.columns.items()}
    straight = {slug: found.copy() for slug, found in answer.items()}
    for slug, column in table.columns.items():
        partner = table.columns.get(column.role.crossed)
        if partner is None:
            continue
        names = LEVELS[column.role.kind]
        near, crossed = names.index("nearly"), names.index("crossed")
        there, back = _between(column, partner, left, right), _between(partner, column, left, right)
        mixed = (there >= near) & (straight[slug] < near)
        mixed &= (back >= near) | (back == -1)
        answer[slug][mixed] = crossed
        answer[partner.role.slug][mixed & (straight[partner.role.slug] < near)] = crossed
    return answer
