"""What agreement is worth: the Fellegi-Sunter model, trained by expectation and maximisation without labels.

Two rows are the same person, the same who has moved, two of one household, or strangers. For each role and level the model holds how
often it is seen in pairs of each kind. With two kinds only, training on a list of families finds families, and whoever moved is lost,
since street, number, postcode and town change together. The weight
of a level is log2 of how much oftener it is seen in the same person than in the likelier of the other two; the weights of a pair and
the odds beforehand add up to a probability. Strangers seldom share a rare value: agreement on one weighs more.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from portal.customers.matching.columns import ROLES, Table
from portal.customers.matching.comparing import EQUAL, LEVELS

LOWER, UPPER = 0.5, 0.99
ROUNDS = 200
SMALLEST = 1e-6
_PRIOR_COUNT = 5.0
"""How many pairs the shares shipped below count for: much where few are seen, nothing in a large file."""
SAME: dict[str, tuple[float, ...]] = {
    "name": (0.06, 0.05, 0.05, 0.12, 0.67, 0.05), "full_name": (0.04, 0.03, 0.03, 0.08, 0.06, 0.12, 0.64),
    "address": (0.15, 0.06, 0.12, 0.62, 0.05), "number": (0.08, 0.08, 0.84), "code": (0.02, 0.02, 0.06, 0.9),
    "date": (0.02, 0.03, 0.1, 0.85), "email": (0.3, 0.06, 0.06, 0.58), "phone": (0.3, 0.04, 0.06, 0.6),
}  # fmt: skip
HOME: dict[str, tuple[float, ...]] = {
    "name": (0.9, 0.05, 0.02, 0.01, 0.01, 0.01), "full_name": (0.2, 0.75, 0.02, 0.005, 0.005, 0.005, 0.015),
    "address": (0.02, 0.04, 0.08, 0.85, 0.01), "number": (0.03, 0.04, 0.93), "code": (0.9, 0.07, 0.025, 0.005),
    "date": (0.93, 0.04, 0.01, 0.02), "email": (0.5, 0.05, 0.01, 0.44), "phone": (0.5, 0.01, 0.02, 0.47),
}  # fmt: skip
OTHER: dict[str, tuple[float, ...]] = {
    "name": (0.94, 0.03, 0.008, 0.006, 0.015, 0.001), "full_name": (0.9, 0.06, 0.02, 0.008, 0.004, 0.003, 0.005),
    "address": (0.93, 0.04, 0.01, 0.018, 0.002), "number": (0.9, 0.07, 0.03), "code": (0.985, 0.01, 0.0045, 0.0005),
    "date": (0.94, 0.055, 0.004, 0.001), "email": (0.986, 0.01, 0.002, 0.002), "phone": (0.99, 0.002, 0.003, 0.005),
}  # fmt: skip
_FAMILY_NAME = (0.1, 0.02, 0.02, 0.05, 0.8, 0.01)
"""Of a household, the family name is mostly the same."""
BELIEFS = (SAME, SAME, HOME, OTHER)
ADDRESS = {"street", "street_2", "house_number", "postcode", "city", "region"}
"""What changes together when somebody moves."""
CONTACTS = {"email", "phone"}
_NEVER = 1e-30
_PERSONAL = {"given_name", "name", "born_on", "code"}
"""What tells the members of a household apart. There it is not learnt, so that slips of the pen do not pass for a family."""
_MOST_MOVED = 0.25
_SAME, _MOVED, _HOME, _OTHER = range(4)
_RARITY = 0.6
"""How much of the difference between a rare and a common value is believed; the rest may be chance of the sample."""
_KEPT_COMMON = 300


@dataclass
class Model:
    """The shares of the levels by role in each of the three kinds of pairs, the kinds' own shares, and the common values."""

    shares: dict[str, np.ndarray]
    """Role to an array: a row for each kind of pair (same, same but moved, same household, strangers), a column for each level."""
    mix: np.ndarray
    """How many of the candidate pairs are of each kind; sums to 1."""
    pairs: int = 0
    common: dict[str, dict[str, float]] = field(default_factory=dict)
    chance: dict[str, float] = field(default_factory=dict)
    """How probable it is that two strangers share a value, by role."""

    def as_json(self) -> dict[str, Any]:
        roles = {slug: found.tolist() for slug, found in self.shares.items()}
        return {"roles": roles, "mix": self.mix.tolist(), "pairs": self.pairs, "common": self.common, "chance": self.chance}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Model":
        shares = {slug: np.array(rows) for slug, rows in data["roles"].items()}
        return cls(shares, np.array(data["mix"]), data["pairs"], data.get("common", {}), data.get("chance", {}))

    @classmethod
    def shipped(cls) -> "Model":
        """What is believed before any training."""
        return cls({slug: believed(slug) for slug in ROLES}, np.array([0.02, 0.005, 0.05, 0.925]))

    def bits(self, slug: str) -> np.ndarray:
        """log2 of the shares of each level, by kind; 0 behind the last level, which is where 'unknown' (-1) points."""
        return np.pad(np.log2(self.shares[slug]), ((0, 0), (0, 1)))


def believed(slug: str) -> np.ndarray:
    """The shares of a role's levels before any training."""
    rows = [belief[ROLES[slug].kind] for belief in BELIEFS]
    if slug == "surname":
        rows[_HOME] = _FAMILY_NAME
    if slug in ADDRESS:
        rows[_MOVED] = rows[_OTHER]
    return np.array(rows)


def _patterns(levels: dict[str, np.ndarray]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The different combinations of levels and how many pairs show each: EM works on these few hundred rows."""
    slugs = list(levels)
    stacked = np.stack([levels[slug] for slug in slugs], axis=1)
    found, counts = np.unique(stacked, axis=0, return_counts=True)
    return slugs, found, counts.astype(np.float64)


def train(table: Table, levels: dict[str, np.ndarray], *, families: bool | None = None) -> Model:
    """Learn the shares from the levels of candidate pairs; nobody has to say which of them are the same.

    `families`: whether households and moves are looked for. Where neither mailbox nor telephone is known, nothing tells a sister
    from a given name written wrongly, so by default they are looked for only where one is.
    """
    families = bool(CONTACTS & set(levels)) if families is None else families
    slugs, patterns, counts = _patterns(levels)
    total = counts.sum()
    share = float(np.clip(len(table) / 4 / total, 1e-4, 0.3))
    model = Model({slug: believed(slug) for slug in slugs}, np.array([share, share / 10, share / 2, 1 - 1.6 * share]), int(total))
    model.mix = _mix(model.mix, families=families)
    hot = {slug: _one_hot(patterns[:, place], model.shares[slug].shape[1]) for place, slug in enumerate(slugs)}
    for _round in range(ROUNDS):
        before = model.mix
        kinds = _kinds(model, slugs, patterns) * counts
        model.mix = _mix(kinds.sum(axis=1) / total, families=families)
        for slug in slugs:
            model.shares[slug] = _learnt(slug, kinds @ hot[slug])
        if np.abs(model.mix - before).max() < 1e-9:
            break
    _note_values(model, table)
    return model


def _mix(found: np.ndarray, *, families: bool) -> np.ndarray:
    """The shares of the kinds. Namesakes look like people who moved: no more of those are believed than a part of the others."""
    found[_MOVED] = min(found[_MOVED], found[_SAME] * _MOST_MOVED)
    if not families:
        found[[_MOVED, _HOME]] = 0
    return np.maximum(found / found.sum(), SMALLEST if families else _NEVER)


def _learnt(slug: str, counted: np.ndarray) -> np.ndarray:
    """The shares of a role's levels, given how often each was counted in pairs of each kind."""
    if slug in ADDRESS:
        counted[_MOVED] = counted[_OTHER]
    else:
        counted[_MOVED] = counted[_SAME]
    if slug in _PERSONAL:
        counted[_HOME] = 0
    found = counted + _PRIOR_COUNT * believed(slug)
    return np.maximum(found / found.sum(axis=1, keepdims=True), SMALLEST)


def _one_hot(column: np.ndarray, width: int) -> np.ndarray:
    hot = np.zeros((len(column), width))
    known = column >= 0
    hot[known.nonzero()[0], column[known]] = 1.0
    return hot


def _kinds(model: Model, slugs: list[str], patterns: np.ndarray) -> np.ndarray:
    """How probable each kind of pair is for each pattern."""
    total = np.log2(model.mix)[:, None] + sum(model.bits(slug)[:, patterns[:, place]] for place, slug in enumerate(slugs))
    raised = np.exp2(total - total.max(axis=0))
    return raised / raised.sum(axis=0)


def _note_values(model: Model, table: Table) -> None:
    for slug, column in table.columns.items():
        if not len(column.values):
            continue
        model.chance[slug] = float((column.shares**2).sum())
        most = np.argsort(column.shares)[::-1][:_KEPT_COMMON]
        model.common[slug] = {column.values[place]: float(column.shares[place]) for place in most}


def probability(weight: np.ndarray) -> np.ndarray:
    """A weight in bits as a probability."""
    return 1.0 / (1.0 + np.exp2(-np.clip(weight, -60, 60)))


@dataclass(frozen=True)
class Scored:
    """Pairs with what they weigh: by role, and together as a probability."""

    weights: dict[str, np.ndarray]
    total: np.ndarray
    score: np.ndarray
    at_home: np.ndarray
    """Whether the weights are against 'another member of the household', not 'a stranger'."""

    def of(self, place: int) -> dict[str, float]:
        """The weights of one pair; roles that nobody knows are left out."""
        return {slug: round(float(found[place]), 2) for slug, found in self.weights.items() if found[place]}

    def part(self, start: int, end: int) -> "Scored":
        """Some of the pairs, as they lie behind each other."""
        weights = {slug: found[start:end] for slug, found in self.weights.items()}
        return Scored(weights, self.total[start:end], self.score[start:end], self.at_home[start:end])

    @classmethod
    def of_nothing(cls, pairs: int) -> "Scored":
        """Pairs of which nothing is known on either side: nobody."""
        return cls({}, np.full(pairs, -60.0), np.zeros(pairs), np.zeros(pairs, dtype=bool))


def score(model: Model, table: Table, levels: dict[str, np.ndarray], left: np.ndarray) -> Scored:
    """What each pair weighs; `left` are the rows whose values tell how rare an agreement is."""
    bits = {slug: model.bits(slug)[:, level] for slug, level in levels.items() if slug in model.shares}
    for slug, found in bits.items():
        equal = levels[slug] == EQUAL[ROLES[slug].kind]
        if equal.any() and model.chance.get(slug):
            rarity = _rarity(model, table, slug, left[equal])
            found[_OTHER, equal] -= rarity
            if slug in ADDRESS:
                found[_MOVED, equal] -= rarity
    same, moved, home, other = np.log2(model.mix)[:, None] + sum(bits.values())
    total = np.logaddexp2(same, moved) - np.logaddexp2(home, other)
    held, rival = np.where(moved > same, _MOVED, _SAME), np.where(home > other, _HOME, _OTHER)
    every = np.arange(len(left))
    weights = {slug: found[held, every] - found[rival, every] for slug, found in bits.items()}
    return Scored(weights, total, probability(total), rival == _HOME)


def _rarity(model: Model, table: Table, slug: str, rows: np.ndarray) -> np.ndarray:
    """How much more (or less) an agreement on this very value weighs than on one in general."""
    column, common = table.columns[slug], model.common[slug]
    rest = min(common.values()) if common else model.chance[slug]
    shares = np.array([common.get(value, rest) for value in column.values])
    return _RARITY * np.clip(np.log2(model.chance[slug] / shares[column.codes[rows]]), -6, 6)


assert all(len(belief[kind]) == len(names) for kind, names in LEVELS.items() for belief in BELIEFS)  # noqa: S101 - tables of one shape
