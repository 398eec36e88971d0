"""Reads of merges: what stands between two parties, what hangs below one, and what the live edges say."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.customers.enums import CandidateState, IdentifierKind
from portal.customers.models import Identifier, MatchCandidate, MergeEdge, Party, PartyAlias
from portal.customers.queries.parties import golden_values

_EXCLUSIVE = (IdentifierKind.LOGIN, IdentifierKind.EXTERNAL)


def never_between(first: Iterable[int], second: Iterable[int]) -> bool:
    """Whether somebody decided that one of the first and one of the second are never the same."""
    across = Q(first_id__in=first, second_id__in=second) | Q(first_id__in=second, second_id__in=first)
    return MatchCandidate.objects.filter(across, state=CandidateState.NEVER).exists()


def conflict_between(first: list[int], second: list[int]) -> str:
    """Why the two must not be merged without a person's look ('' for no reason): proved numbers of one system, or birthdays, differ."""
    rows = Identifier.objects.filter(
        party_id__in=[*first, *second], kind__in=_EXCLUSIVE, verified_at__isnull=False, ended_at=None, shared=False
    ).values_list("party_id", "kind", "system", "value_norm")
    held: dict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for party_id, kind, system, value in rows:
        held[kind, system][party_id not in first].add(value)
    for one, other in held.values():
        if one and other and one != other:
            return _("Both have proved a different number of one system.")
    born = {side: golden_values(ids).get("birth_date") for side, ids in (("first", first), ("second", second))}
    if born["first"] and born["second"] and born["first"] != born["second"]:
        return _("Their birthdays differ.")
    return ""


def below(party_id: int, root: int) -> list[int]:
    """All parties of the root's component that are read as it through `party_id`, itself left out."""
    children: dict[int, list[int]] = defaultdict(list)
    for member, survivor in PartyAlias.objects.filter(canonical_id=root).values_list("party_id", "edge__survivor_id"):
        children[survivor].append(member)
    found: list[int] = []
    waiting = [party_id]
    while waiting:
        nearest = children[waiting.pop()]
        found += nearest
        waiting += nearest
    return found


def built() -> dict[int, tuple[int, int]]:
    """What the live edges say: party to canonical party and edge. The referee of what merging keeps up to date."""
    rows = MergeEdge.objects.filter(undone_at=None).values_list("pk", "survivor", "loser")
    edges = {loser: (survivor, pk) for pk, survivor, loser in rows}
    answer: dict[int, tuple[int, int]] = {}
    for loser, (survivor, pk) in edges.items():
        root = survivor
        while root in edges:
            root = edges[root][0]
        answer[loser] = (root, pk)
    return answer


def older_first(first: Party, second: Party) -> tuple[Party, Party]:
    """Who survives by default: whoever was known earlier."""
    ordered = sorted((first, second), key=lambda party: (party.created_at, party.pk))
    return ordered[0], ordered[1]


def edges_of(ids: Iterable[int]) -> list[MergeEdge]:
    """The live merges among these parties, the newest first."""
    rows = MergeEdge.objects.filter(loser_id__in=list(ids), undone_at=None).select_related("survivor", "loser", "by")
    return list(rows.order_by("-at", "-pk"))
