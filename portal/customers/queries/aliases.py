"""Who is read as whom. A merge moves no row: whoever reads everything of a customer reads the rows of all in `ids_of`.

Every function asks a constant number of queries (for many ids: constant in each batch of BATCH).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from portal.core.many import listed
from portal.core.prepared import PreparedRows
from portal.customers.enums import PartyKind, RelationRole
from portal.customers.models import Party, PartyAlias, Relationship

BATCH = 5000
M = TypeVar("M", bound=Model)


def canonical_id(party_id: int) -> int:
    """The number of the party that this one is read as; its own when it was never merged into another."""
    found = PartyAlias.objects.filter(party_id=party_id).values_list("canonical_id", flat=True).first()
    return party_id if found is None else found


def canonical(party: Party) -> Party:
    """The party that this one is read as; the same object when it was never merged into another."""
    row = PartyAlias.objects.filter(party_id=party.pk).select_related("canonical__user").first()
    return party if row is None else row.canonical


def canonical_ids(ids: Iterable[int]) -> dict[int, int]:
    """For each party the number of the one it is read as."""
    answer = {pk: pk for pk in ids}
    for batch in _batches(answer):
        answer.update(PartyAlias.objects.filter(party_id__in=listed(batch)).values_list("party_id", "canonical_id"))
    return answer


def ids_of(party_id: int) -> list[int]:
    """All parties that are read as one with this one, itself included: the canonical first, then the oldest number first."""
    rows = _read_as_one.rows(party=party_id)
    return [rows[0].canonical_id, *(row.party_id for row in rows)] if rows else [party_id]


def _with_the_same_root(party: int) -> QuerySet[PartyAlias]:
    root = Coalesce(Subquery(PartyAlias.objects.filter(party_id=party).values("canonical_id")), Value(party))
    return PartyAlias.objects.filter(canonical_id=root).order_by("party_id")


_read_as_one = PreparedRows(_with_the_same_root, party=2**62 + 1)


def own_ids(party: Party) -> list[int]:
    """`ids_of` of somebody who looks at his own pages, read once for the object: several parts of a page ask it."""
    found: list[int] | None = getattr(party, "_own_ids", None)
    if found is None:
        found = party._own_ids = ids_of(party.pk) if getattr(party, "is_merged", True) else [party.pk]  # type: ignore[attr-defined]  # noqa: SLF001 - ours
    return found


class RowsOf(Generic[M]):
    """`RowsOf(build)`: `build(ids)` is composed once for the many who are one party alone. Further values as for `PreparedRows`."""

    def __init__(self, build: Callable[..., QuerySet[M]], **samples: Any) -> None:
        self._build = build
        self._of_one = PreparedRows(lambda party, **values: build([party], **values), party=2**62 + 1, **samples)

    def rows(self, ids: list[int], **values: Any) -> list[M]:
        """The rows of whoever is read as these parties."""
        return self._of_one.rows(party=ids[0], **values) if len(ids) == 1 else list(self._build(ids, **values))


def own_canonical(party: Party) -> Party:
    """`canonical` of somebody who looks at his own pages: asks nothing further for one who was never merged."""
    return party if own_ids(party)[0] == party.pk else canonical(party)


def own_unit(party: Party) -> int:
    """`unit_ids` of somebody who looks at a page himself, by statements composed once."""
    ids = own_ids(party)
    if len(ids) > 1 or _belongs_to_household(party):
        return unit_ids([party.pk])[party.pk]
    return ids[0]


def _belongs_to_household(party: Party) -> bool:
    known: bool | None = getattr(party, "has_household", None)
    return _a_household.first(party=party.pk) is not None if known is None else known


def with_ties(parties: QuerySet[Party]) -> QuerySet[Party]:
    """With `is_merged` and `has_household`, read with the party for its own pages: most have neither, and need not be asked further."""
    edges = PartyAlias.objects.filter(Q(party_id=OuterRef("pk")) | Q(canonical_id=OuterRef("pk")))
    return parties.annotate(is_merged=Exists(edges), has_household=Exists(_in_households().filter(party_id=OuterRef("pk"))))


def _in_households() -> QuerySet[Relationship]:
    return Relationship.objects.filter(
        role=RelationRole.HOUSEHOLD_MEMBER, ended_on=None, other__kind=PartyKind.HOUSEHOLD, other__erased_at=None
    )


def _memberships(party_ids: Any) -> QuerySet[Relationship]:
    return _in_households().filter(party_id__in=party_ids)


_a_household = PreparedRows(lambda party: _memberships([party]).order_by()[:1], party=2**62 + 1)


def members_of(canonicals: Iterable[int]) -> dict[int, list[int]]:
    """For each canonical party all that are read as it, itself first."""
    answer = {pk: [pk] for pk in canonicals}
    for batch in _batches(answer):
        rows = PartyAlias.objects.filter(canonical_id__in=listed(batch)).order_by("party_id").values_list("party_id", "canonical_id")
        for member, root in rows:
            answer[root].append(member)
    return answer


def unit_ids(ids: Iterable[int]) -> dict[int, int]:
    """For each party the one that stands for its household: the household's number if it, or who is read as one with it, is a
    live member of one (of several the one it has belonged to longest), else its canonical number.
    """
    answer = canonical_ids(ids)
    for batch in _batches(set(answer.values())):
        household = _households(batch)
        if household:
            answer.update({pk: household[root] for pk, root in answer.items() if root in household})
    return answer


def _households(canonicals: list[int]) -> dict[int, int]:
    """The household of those canonical parties that have one."""
    root_of = {member: root for root, members in members_of(canonicals).items() for member in members}
    found: dict[int, int] = {}
    for batch in _batches(root_of):
        for member, household in _memberships(listed(batch)).order_by("pk").values_list("party_id", "other_id"):
            found.setdefault(root_of[member], household)
    return dict(zip(found, map(canonical_ids(found.values()).__getitem__, found.values()), strict=True))


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    every = list(ids)
    for start in range(0, len(every), BATCH):
        yield every[start : start + BATCH]
