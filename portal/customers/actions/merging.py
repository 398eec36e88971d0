"""Two parties are one, or were not after all: merges as edges, undone at will, and the aliases that follow from them.

No fact, address or message changes its owner: rows go on carrying the party they arrived on, and readers ask `queries.aliases`.
Whoever changes a component holds its root's row; so two at once wait for each other, and the second looks again.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts import audit
from portal.core.clock import now
from portal.core.events import announce
from portal.customers import events, timeline
from portal.customers.enums import CandidateState, Channel, Direction
from portal.customers.models import MatchCandidate, MergeEdge, Party, PartyAlias
from portal.customers.queries import aliases, merging

_TELL: dict[str, Any] = {"channel": Channel.SYSTEM, "direction": Direction.NONE}


class NotMergeableError(ValueError):
    """The two cannot be one: the same party, parties of different kinds, or one that was erased."""


class AlreadyMergedError(NotMergeableError):
    """One of the two is read as another party already: only roots are merged."""


class NeverSameError(NotMergeableError):
    """Somebody decided that the two are never the same."""


class ConflictError(NotMergeableError):
    """Both have proved a different identifier of one system, or state different birthdays: a person must decide."""


class AlreadyUndoneError(ValueError):
    """The merge was undone before."""


def merge_parties(
    survivor: Party,
    loser: Party,
    *,
    by: Any,
    reason: str,
    score: float | None = None,
    evidence: dict[str, Any] | None = None,
    automatic: bool = False,
    at: datetime | None = None,
) -> MergeEdge:
    """Read `loser` as `survivor` from now on. Nothing is moved; `undo_merge` takes it back.

    `automatic`: nobody has looked; refused (ConflictError) where a person would have to. Raises NotMergeableError, AlreadyMergedError
    or NeverSameError otherwise, and changes nothing then.
    """
    moment = at or now()
    with transaction.atomic():
        both = _roots(survivor, loser)
        _check(both[survivor.pk], both[loser.pk], automatic=automatic)
        edge = _edge(survivor, loser, by=by, reason=reason[:300], score=score, evidence=evidence or {}, at=moment)
        PartyAlias.objects.filter(canonical_id=loser.pk).update(canonical_id=survivor.pk)
        PartyAlias.objects.create(party_id=loser.pk, canonical_id=survivor.pk, edge=edge)
        _candidate(survivor.pk, loser.pk).filter(state=CandidateState.OPEN).update(
            state=CandidateState.MERGED, decided_at=moment, decided_by=_user(by)
        )
        attrs = {"number": loser.pk, "reason": edge.reason, "automatic": automatic or None}
        timeline.record(survivor, "customers.merged", attrs=attrs, actor=by, at=moment, key=f"merged:{edge.pk}", **_TELL)
        if not automatic:
            audit.note(_user(by), "customers.merged", about=edge, reason=edge.reason)
        announce(events.parties_merged, survivor_id=survivor.pk, loser_id=loser.pk, edge_id=edge.pk)
    return edge


def _roots(*parties: Party) -> dict[int, Party]:
    """The parties, held until the end of the transaction. AlreadyMergedError when one of them is no root."""
    ids = {party.pk for party in parties}
    if len(ids) < len(parties):
        raise NotMergeableError("a party is the same as itself already")
    held = {party.pk: party for party in Party.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if len(held) < len(ids):
        raise NotMergeableError("one of the two is gone")
    if PartyAlias.objects.filter(party_id__in=ids).exists():
        raise AlreadyMergedError("only parties that are not yet read as another are merged")
    return held


def _check(survivor: Party, loser: Party, *, automatic: bool) -> None:
    if survivor.kind != loser.kind:
        raise NotMergeableError("a person is not a household or an organisation")
    if survivor.erased_at or loser.erased_at:
        raise NotMergeableError("an erased party stays alone")
    members = aliases.members_of([survivor.pk, loser.pk])
    if merging.never_between(members[survivor.pk], members[loser.pk]):
        raise NeverSameError("somebody decided that the two are never the same")
    if automatic and (conflict := merging.conflict_between(members[survivor.pk], members[loser.pk])):
        raise ConflictError(conflict)


def _edge(survivor: Party, loser: Party, *, by: Any, **values: Any) -> MergeEdge:
    try:
        with transaction.atomic():
            return MergeEdge.objects.create(survivor_id=survivor.pk, loser_id=loser.pk, by=_user(by), **values)
    except IntegrityError as error:
        raise AlreadyMergedError("the party is read as another already") from error


def undo_merge(edge: MergeEdge, *, by: Any, reason: str, at: datetime | None = None) -> None:
    """Take a merge back: whoever was read as the survivor through this edge alone is himself again. Other merges stay.

    Raises AlreadyUndoneError, and changes nothing then.
    """
    moment = at or now()
    with transaction.atomic():
        root = _held_root(edge.loser_id)
        undone = MergeEdge.objects.filter(pk=edge.pk, undone_at=None).update(
            undone_at=moment, undone_by=_user(by), undone_because=reason[:300]
        )
        if not undone:
            raise AlreadyUndoneError("the merge was undone before")
        below = merging.below(edge.loser_id, root)
        PartyAlias.objects.filter(party_id__in=below).update(canonical_id=edge.loser_id)
        PartyAlias.objects.filter(party_id=edge.loser_id).delete()
        _candidate(edge.survivor_id, edge.loser_id).filter(state=CandidateState.MERGED).update(
            state=CandidateState.OPEN, decided_at=None, decided_by=None
        )
        attrs = {"number": edge.loser_id, "reason": reason[:300]}
        timeline.record(edge.survivor, "customers.parted", attrs=attrs, actor=by, at=moment, key=f"parted:{edge.pk}", **_TELL)
        audit.note(_user(by), "customers.parted", about=edge, reason=reason[:300])
        announce(events.merge_undone, survivor_id=edge.survivor_id, loser_id=edge.loser_id, edge_id=edge.pk)
    edge.refresh_from_db()


def _held_root(party_id: int) -> int:
    """The root of the component, held; looked for again when another merge was a moment quicker."""
    root = aliases.canonical_id(party_id)
    while True:
        Party.objects.select_for_update().get(pk=root)
        again = aliases.canonical_id(party_id)
        if again == root:
            return root
        root = again


def never_same(first: Party, second: Party, *, by: Any, reason: str) -> MatchCandidate:
    """Remember that the two are different, so that nobody is asked again and nothing merges them.

    AlreadyMergedError while they are read as one: the merge is undone first.
    """
    low, high = sorted((first.pk, second.pk))
    if low == high:
        raise NotMergeableError("a party is the same as itself")
    with transaction.atomic():
        list(Party.objects.select_for_update().filter(pk__in=[low, high]).order_by("pk"))
        roots = aliases.canonical_ids([low, high])
        if roots[low] == roots[high]:
            raise AlreadyMergedError("the two are read as one: undo that first")
        decided = {"state": CandidateState.NEVER, "decided_at": now(), "decided_by": _user(by), "reason": reason[:300]}
        row, _made = MatchCandidate.objects.update_or_create(
            first_id=low, second_id=high, defaults=decided, create_defaults={**decided, "score": 0.0, "rule": "staff"}
        )
        audit.note(_user(by), "customers.never_same", about=row, reason=reason[:300])
    return row


def lift_never(candidate: MatchCandidate, *, by: Any, reason: str) -> None:
    """The two may be the same after all: the pair is to be decided again. Lifting twice changes nothing."""
    with transaction.atomic():
        lifted = MatchCandidate.objects.filter(pk=candidate.pk, state=CandidateState.NEVER).update(
            state=CandidateState.OPEN, decided_at=None, decided_by=None, reason=""
        )
        if lifted:
            audit.note(_user(by), "customers.never_lifted", about=candidate, reason=reason[:300])
    candidate.refresh_from_db()


def put_off(candidate: MatchCandidate, *, by: Any, days: int = 7) -> None:
    """Look at the pair again in some days; nothing is decided."""
    MatchCandidate.objects.filter(pk=candidate.pk, state=CandidateState.OPEN).update(put_off_until=now() + timedelta(days=days))
    candidate.refresh_from_db()


def note_candidate(first_id: int, second_id: int, *, score: float, weights: dict[str, float], rule: str) -> None:
    """Put a pair on the list of possible duplicates, or bring its score up to date; what was decided stays decided."""
    low, high = sorted((first_id, second_id))
    values = {"score": score, "weights": weights, "rule": rule[:40]}
    with transaction.atomic():
        row, made = MatchCandidate.objects.get_or_create(first_id=low, second_id=high, defaults=values)
        if not made:
            MatchCandidate.objects.filter(pk=row.pk, state=CandidateState.OPEN).update(**values)


def rebuild_aliases(*, by: Any = None) -> int:
    """Derive every alias anew from the live edges; how many rows were not what the edges say (0 but for a fault)."""
    with transaction.atomic():
        wanted = merging.built()
        there = {row.party_id: (row.canonical_id, row.edge_id) for row in PartyAlias.objects.select_for_update()}
        wrong = {pk for pk in wanted.keys() | there.keys() if wanted.get(pk) != there.get(pk)}
        PartyAlias.objects.filter(party_id__in=wrong).delete()
        PartyAlias.objects.bulk_create(
            PartyAlias(party_id=pk, canonical_id=wanted[pk][0], edge_id=wanted[pk][1]) for pk in sorted(wrong & wanted.keys())
        )
    return len(wrong)


def _candidate(first_id: int, second_id: int) -> Any:
    low, high = sorted((first_id, second_id))
    return MatchCandidate.objects.filter(first_id=low, second_id=high)


def _user(by: Any) -> Any:
    return by if getattr(by, "pk", None) else None
