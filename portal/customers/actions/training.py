"""Learning the weights from the portal's own customers, and looking for duplicates among them by night."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from portal.core.clock import now
from portal.customers.actions import merging
from portal.customers.enums import CandidateState, PartyKind
from portal.customers.matching import linking, model
from portal.customers.matching.columns import Table
from portal.customers.matching.parties import ROLES_OF_PARTIES, known
from portal.customers.matching.recognise import bounds, current_model
from portal.customers.models import MatchCandidate, MatchWeights, Party
from portal.customers.queries import aliases

SMALLEST = 200
"""Fewer pairs teach nothing: the weights shipped stay in force."""
LARGEST_TABLE = 100_000
MOST_A_NIGHT = 5000
_BATCH = 1000


class TooFewPairsError(ValueError):
    """There are too few customers who resemble each other to learn from."""


def train_weights(*, by: Any = None, lower: float = model.LOWER, upper: float = model.UPPER) -> MatchWeights:
    """Train on the persons there are (the newest hundred thousand), store the weights and put them in force.

    Raises TooFewPairsError, and leaves the weights in force as they are.
    """
    table, _ids = people()
    linked = linking.link(table, families=True)
    if linked.model.pairs < SMALLEST:
        raise TooFewPairsError(f"{len(linked.left)} pairs resemble each other; {SMALLEST} are needed")
    with transaction.atomic():
        list(MatchWeights.objects.select_for_update().filter(live=True))
        MatchWeights.objects.filter(live=True).update(live=False)
        return MatchWeights.objects.create(pairs=linked.model.pairs, weights=linked.model.as_json(), lower=lower, upper=upper, live=True)


def people() -> tuple[Table, list[int]]:
    """The persons as a table to be compared, and their numbers in its order."""
    ids = list(Party.objects.filter(kind=PartyKind.PERSON, erased_at=None).order_by("-pk").values_list("pk", flat=True)[:LARGEST_TABLE])
    columns: dict[str, list[str]] = {role: [] for role in ROLES_OF_PARTIES}
    kept: list[int] = []
    for batch in _batches(ids):
        rows = known(batch)
        for pk in batch:
            if pk in rows:
                row = rows[pk].against(rows[pk])
                kept.append(pk)
                for role, values in columns.items():
                    values.append(row.get(role, ""))
    return Table({role: values for role, values in columns.items() if any(values)}), kept


def find_duplicates() -> int:
    """Compare everybody with everybody who shares a key, and put those likely to be one on the list; how many pairs are on it now."""
    table, ids = people()
    linked = linking.link(table, known=current_model())
    lower, _upper = bounds()
    found = linked.above(lower)[:MOST_A_NIGHT]
    roots = aliases.canonical_ids(ids)
    for place in found:
        first, second = (ids[int(side[place])] for side in (linked.left, linked.right))
        if roots[first] != roots[second]:
            weights = linked.scored.of(int(place))
            merging.note_candidate(first, second, score=round(float(linked.scored.score[place]), 6), weights=weights, rule="nightly")
    return MatchCandidate.objects.filter(state=CandidateState.OPEN).count()


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def set_bounds(weights: MatchWeights, *, lower: float, upper: float) -> None:
    """Other bounds for the weights in force. ValueError unless 0 < lower < upper < 1."""
    if not 0 < lower < upper < 1:
        raise ValueError("the lower bound lies below the upper, both between 0 and 1")
    MatchWeights.objects.filter(pk=weights.pk).update(lower=lower, upper=upper, trained_at=weights.trained_at or now())
