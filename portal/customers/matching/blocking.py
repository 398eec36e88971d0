"""Which rows are compared at all: those that share a key. A key is short, indexed, and survives one mistake elsewhere in the row."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations, permutations

import numpy as np

from portal.customers.matching.columns import Table
from portal.customers.matching.comparing import local_part
from portal.customers.matching.normalise import skeleton, sound

Values = dict[str, str]
"""The normal values of a row by role."""
LONGEST_KEY = 120
LARGEST_BLOCK = 150
LARGEST_WEAK_BLOCK = 40
"""A key that more rows share tells nothing: it is passed over."""
WEAK = {"name_initial", "city_name", "city_door", "line_city", "line_name"}
_OFFICES = {"info", "mail", "kontakt", "contact", "office", "post", "hello", "admin", "service", "shop", "verwaltung", "buero", "sales"}


def _words(row: Values) -> list[str]:
    split = [row[slug] for slug in ("given_name", "surname") if row.get(slug)]
    return split or row.get("name", "").split()


def _sounds(row: Values) -> list[str]:
    """How each word of the name sounds; of scripts without vowels and of Chinese names the skeleton."""
    return sorted({sound(word) or word for word in _words(row)[:6]})


def _lines(row: Values) -> list[str]:
    return [row[slug] for slug in ("street", "street_2") if len(row.get(slug, "")) >= 4]


def _one(slug: str, shortest: int = 1) -> Callable[[Values], Iterator[str]]:
    def keys(row: Values) -> Iterator[str]:
        if len(row.get(slug, "")) >= shortest:
            yield row[slug]

    return keys


def _mailbox(row: Values) -> Iterator[str]:
    local = local_part(row.get("email", ""))
    if len(local) >= 4 and local not in _OFFICES:
        yield local


def _phone_end(row: Values) -> Iterator[str]:
    if len(row.get("phone", "")) >= 7:
        yield row["phone"][-7:]


def _names(row: Values) -> Iterator[str]:
    if len(found := _sounds(row)) >= 2:
        yield " ".join(found)


def _bones(row: Values) -> Iterator[str]:
    found = sorted(filter(None, (skeleton(word) for word in _words(row)[:6])))
    if len(" ".join(found)) >= 4:
        yield " ".join(found)


def _name_initial(row: Values) -> Iterator[str]:
    for word, other in permutations(_words(row)[:3], 2):
        yield f"{sound(word) or word} {other[:1]}"


def _with_names(slug: str) -> Callable[[Values], Iterator[str]]:
    def keys(row: Values) -> Iterator[str]:
        if row.get(slug):
            yield from (f"{row[slug]} {heard}" for heard in _sounds(row))

    return keys


def _with_door(slug: str, letters: int = LONGEST_KEY) -> Callable[[Values], Iterator[str]]:
    def keys(row: Values) -> Iterator[str]:
        if row.get(slug) and row.get("house_number"):
            yield f"{row[slug][:letters]} {row['house_number']}"

    return keys


def _line_door(row: Values) -> Iterator[str]:
    if row.get("house_number"):
        yield from (f"{line[:6]} {row['house_number']}" for line in _lines(row))


def _line_postcode(row: Values) -> Iterator[str]:
    if row.get("postcode"):
        yield from (f"{line[:6]} {row['postcode']}" for line in _lines(row))


def _line_city(row: Values) -> Iterator[str]:
    if row.get("city"):
        yield from (f"{line[:6]} {row['city'][:6]}" for line in _lines(row))


def _line_name(row: Values) -> Iterator[str]:
    for line in _lines(row):
        yield from (f"{line[:8]} {heard}" for heard in _sounds(row))


RULES: dict[str, Callable[[Values], Iterator[str]]] = {
    "code": _one("code", 4), "email": _one("email", 5), "phone": _phone_end, "mailbox": _mailbox, "born_on": _one("born_on", 8),
    "bones": _bones, "names": _names, "postcode_name": _with_names("postcode"), "city_name": _with_names("city"),
    "postcode_door": _with_door("postcode"), "line_door": _line_door, "line_postcode": _line_postcode, "city_door": _with_door("city", 6),
    "line_city": _line_city, "line_name": _line_name, "name_initial": _name_initial,
}  # fmt: skip


def keys_of(row: Values) -> list[tuple[str, str]]:
    """The rules and keys of a row, each once."""
    return [(rule, key) for rule, made in RULES.items() for key in dict.fromkeys(k[:LONGEST_KEY] for k in made(row))]


def candidates(table: Table) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of rows that share a key, each once; between two files only those of different sides."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in range(len(table)):
        values = {slug: column.of(row) for slug, column in table.columns.items()}
        for key in keys_of(values):
            blocks[key].append(row)
    found = np.unique(np.fromiter(_pairs(blocks, table), dtype=np.int64))
    return found // len(table), found % len(table)


def _pairs(blocks: dict[tuple[str, str], list[int]], table: Table) -> Iterator[int]:
    rows, sides = len(table), table.sides.tolist()
    for (rule, _key), members in blocks.items():
        if 2 <= len(members) <= (LARGEST_WEAK_BLOCK if rule in WEAK else LARGEST_BLOCK):
            for left, right in combinations(members, 2):
                if not table.linking or sides[left] != sides[right]:
                    yield left * rows + right
