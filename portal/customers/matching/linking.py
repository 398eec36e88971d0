"""From mapped columns to pairs with scores: what the command, the bench and the nightly job share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portal.customers.matching import blocking, comparing, model
from portal.customers.matching.columns import Table


@dataclass(frozen=True)
class Linked:
    """Candidate pairs as rows of the table, the model that was used, and what each pair weighs."""

    left: np.ndarray
    right: np.ndarray
    model: model.Model
    scored: model.Scored

    def above(self, bound: float) -> np.ndarray:
        """The places of the pairs at or above the bound, the surest first."""
        order = np.argsort(-self.scored.total, kind="stable")
        return order[self.scored.score[order] >= bound]


def table_of(columns: dict[str, Sequence[str]], others: dict[str, Sequence[str]] | None = None) -> Table:
    """One table of one file, or of two files with the same roles."""
    if others is None:
        return Table(columns)
    first, second = (len(next(iter(one.values()))) for one in (columns, others))
    both = {slug: [*columns[slug], *others[slug]] for slug in columns}
    return Table(both, np.repeat(np.array([0, 1], dtype=np.int8), [first, second]))


def link(table: Table, *, known: model.Model | None = None, families: bool | None = None) -> Linked:
    """Find, compare and score all candidate pairs of the table; the model is trained on them unless one is given."""
    left, right = blocking.candidates(table)
    if not len(left):
        nothing = model.Scored({}, np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool))
        return Linked(left, right, known or model.Model.shipped(), nothing)
    levels = comparing.levels(table, left, right)
    used = known or model.train(table, levels, families=families)
    return Linked(left, right, used, model.score(used, table, levels, left))
