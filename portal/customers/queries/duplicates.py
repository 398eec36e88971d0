"""Possible duplicates as staff look at them: what waits, one pair side by side, what was merged."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from portal.core.clock import now
from portal.customers import identify
from portal.customers.enums import CandidateState
from portal.customers.matching.columns import ROLES
from portal.customers.matching.parties import ROLES_OF_PARTIES, Known, known
from portal.customers.matching.recognise import score_pairs
from portal.customers.models import Interaction, MatchCandidate, MergeEdge, Party
from portal.customers.queries import aliases

WIDEST = 12.0
"""Bits at which a bar is full."""


def listed(state: str = CandidateState.OPEN) -> QuerySet[MatchCandidate]:
    """The pairs in a state whose two are not read as one already. `rank` orders them: the likeliest have the greatest."""
    rows = MatchCandidate.objects.filter(state=state, first__erased_at=None, second__erased_at=None).select_related("first", "second")
    roots = {
        "first_root": Coalesce("first__alias__canonical_id", "first_id"),
        "second_root": Coalesce("second__alias__canonical_id", "second_id"),
        "rank": Cast(F("score") * 1_000_000, IntegerField()),
    }  # fmt: skip
    rows = rows.annotate(**roots)
    return rows if state == CandidateState.MERGED else rows.exclude(first_root=F("second_root"))


def waiting(moment: datetime | None = None) -> QuerySet[MatchCandidate]:
    """The pairs somebody should look at now."""
    return listed().filter(Q(put_off_until=None) | Q(put_off_until__lte=moment or now()))


def of_parties(ids: list[int]) -> list[MatchCandidate]:
    """The pairs that wait with one of these parties in them."""
    return _doubles.rows(ids, moment=now())


_doubles = aliases.RowsOf(
    lambda ids, moment: waiting(moment).filter(Q(first_id__in=ids) | Q(second_id__in=ids)).order_by("-rank", "-pk")[:10],
    moment=datetime(2000, 1, 1, tzinfo=UTC),
)


def following(candidate: MatchCandidate) -> MatchCandidate | None:
    """The next pair to look at."""
    return waiting().exclude(pk=candidate.pk).order_by("-rank", "-pk").first()


@dataclass(frozen=True)
class Line:
    """One role of a pair: both values, and what their agreement weighs (bits; None when one is unknown)."""

    label: Any
    first: str
    second: str
    weight: float | None

    @property
    def bar(self) -> dict[str, Any]:
        """Where the bar stands in a picture of 200 by 12, its middle being zero."""
        weight = self.weight or 0
        width = round(min(abs(weight), WIDEST) / WIDEST * 100, 1)
        return {"x": 100 if weight >= 0 else round(100 - width, 1), "width": max(width, 1), "speaks_for": weight >= 0}


@dataclass(frozen=True)
class Pair:
    """Two parties side by side, as they are known now."""

    first: Party
    second: Party
    score: float
    at_home: bool
    lines: list[Line]
    first_acts: int
    second_acts: int


def side_by_side(first: Party, second: Party) -> Pair:
    """Everything that is compared of two parties, and what it weighs. Eight queries, whatever they have lived."""
    rows = known([first.pk, second.pk])
    one, other = rows.get(first.pk, Known()), rows.get(second.pk, Known())
    scored = score_pairs([(one, other)])
    ours, theirs = one.against(other), other.against(one)
    lines = []
    for slug in ROLES_OF_PARTIES:
        if ours.get(slug) or theirs.get(slug):
            both = bool(ours.get(slug)) and bool(theirs.get(slug)) and slug in scored.weights
            weight = round(float(scored.weights[slug][0]), 1) if both else None
            lines.append(Line(ROLES[slug].label, _all(one, slug), _all(other, slug), weight))
    acts = (Interaction.objects.filter(party_id__in=aliases.ids_of(pk)).count() for pk in (first.pk, second.pk))
    return Pair(first, second, float(scored.score[0]), bool(scored.at_home[0]), lines, *acts)


def _all(one: Known, slug: str) -> str:
    values = one.many.get(slug) or [one.single.get(slug, "")]
    return ", ".join(identify.readable_phone(value) if slug == "phone" else value for value in values)


def merges() -> QuerySet[MergeEdge]:
    """All merges, those undone too."""
    return MergeEdge.objects.select_related("survivor", "loser", "by__party", "undone_by__party")
