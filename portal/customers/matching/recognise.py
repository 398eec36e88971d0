"""Who arrives: known, new, or somebody a person has to look at. Reads only, and asks a constant number of questions.

First what points to one party exactly (a proved number of a system, an address, a telephone number), then those who share a kept key
with the arriving one, compared and scored with the stored weights. `actions.entering` acts on the answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from typing import Literal

import numpy as np
from django.core.exceptions import ValidationError
from django.db import connection

from portal.customers import identify
from portal.customers.enums import IdentifierKind, PartyKind, Source
from portal.customers.matching import blocking, comparing, model
from portal.customers.matching.columns import ROLES, Table
from portal.customers.matching.parties import MANY, ROLES_OF_PARTIES, Known, known, known_of
from portal.customers.models import Identifier, MatchWeights, Party
from portal.customers.queries import aliases

Verdict = Literal["known", "new", "review"]
LARGEST_BLOCK = 60
LARGEST_WEAK_BLOCK = 15
"""A key that more parties share tells nothing; of some kinds of keys fewer."""
MOST_COMPARED, MOST_CANDIDATES = 50, 10
LIST = "list"
"""The system of customer numbers that stand in a list."""
_TRUSTED = {Source.IMPORT, Source.SHOP, Source.STAFF, Source.PHONE}


@dataclass(frozen=True)
class Claims:
    """What the arriving one says of himself, or what a list says of him. `code` is a number of another system, with that `system`."""

    name: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    birth_date: str = ""
    code: str = ""
    system: str = ""
    kind: str = PartyKind.PERSON

    def identifiers(self) -> list[tuple[str, str, str]]:
        """Kind, system and normal form of what points to somebody; what cannot be read points to nobody."""
        found = []
        for kind, system, value in (
            (IdentifierKind.EMAIL, "", self.email), (IdentifierKind.PHONE, "", self.phone),
            (IdentifierKind.EXTERNAL, self.system, self.code),
        ):  # fmt: skip
            try:
                found += [(str(kind), system, identify.normal(kind, value))] if value else []
            except ValidationError:
                continue
        return found

    def known(self) -> Known:
        """The claims as a row to be compared."""
        many: dict[str, list[str]] = defaultdict(list)
        for kind, _system, value in self.identifiers():
            many[MANY[IdentifierKind(kind)]].append(value)
        names = ("name", "street", "postcode", "city", "birth_date")
        return known_of({name: getattr(self, name) for name in names}, many)


@dataclass(frozen=True)
class Candidate:
    """Somebody it may be: the canonical party, how probable it is, what each role weighs, and what brought him up."""

    party: Party
    score: float
    weights: dict[str, float]
    rule: str
    matched_id: int
    """The party that fitted; the same, or one that is read as `party`."""


@dataclass(frozen=True)
class Recognition:
    """The verdict: `party` is set when it is 'known'; `candidates`, the likeliest first, when a person has to look."""

    verdict: Verdict
    party: Party | None = None
    candidates: list[Candidate] = field(default_factory=list)
    exact: bool = False
    """Known by a proved number or address, not by resemblance."""


def recognise(claims: Claims, *, leaving_out: Iterable[int] = ()) -> Recognition:
    """Who it is. Eight queries at most, however many customers there are."""
    return recognise_many([claims], leaving_out=leaving_out)[0]


@dataclass
class _Arrival:
    """One of those who arrive, with what was found of him on the way."""

    claims: Claims
    row: Known
    pointed: list[Identifier]
    keys: set[tuple[str, str]]
    rules: dict[int, str] = field(default_factory=dict)
    """Party to what brought it up."""


def recognise_many(many: Sequence[Claims], *, leaving_out: Iterable[int] = ()) -> list[Recognition]:
    """Who each of them is, as if each came alone. The same eight queries, for each few thousand candidates once."""
    left_out = set(leaving_out)
    pointed = _pointed(many)
    arrivals = []
    for claims in many:
        row = claims.known()
        mine = [one for mark in claims.identifiers() for one in pointed.get(mark, ()) if one.party_id not in left_out]
        arrivals.append(_Arrival(claims, row, mine, row.blocking_keys()))
    blocks = _blocks({key for one in arrivals for key in one.keys})
    for one in arrivals:
        one.rules = _sharing(one.keys, blocks, left_out) | {row.party_id: "identifier" for row in one.pointed}
    every = {pk for one in arrivals for pk in one.rules}
    canonical = aliases.canonical_ids(every)
    rows = known(every)
    used, lower, upper = in_force()
    found = _candidates(arrivals, rows, canonical, used)
    return [_verdict(one, candidates, rows, canonical, (lower, upper)) for one, candidates in zip(arrivals, found, strict=True)]


def _verdict(
    one: _Arrival, candidates: list[Candidate], rows: dict[int, Known], canonical: dict[int, int], between: tuple[float, float]
) -> Recognition:
    exact = {canonical[row.party_id] for row in one.pointed if _is_proof(row, one.claims, one.row, _of_kind(rows, row.party_id, one))}
    if len(exact) == 1:
        found = next((candidate for candidate in candidates if candidate.party.pk in exact), None)
        if found and _is_unlike(found, one.row):
            return Recognition("review", None, candidates)
        if found:
            return Recognition("known", found.party, candidates, exact=True)
    told = {canonical[pk] for pk in {row.party_id for row in one.pointed} if _has_told(one, rows.get(pk), pk)}
    if len(told) == 1 and (found := next((candidate for candidate in candidates if candidate.party.pk in told), None)):
        return Recognition("known", found.party, candidates)
    return _by_score(candidates, *between, doubtful=len(exact) > 1)


def _of_kind(rows: dict[int, Known], pk: int, one: _Arrival) -> Known | None:
    """What is known of the party, if it is of the kind that arrives: a person is no company."""
    row = rows.get(pk)
    return row if row is not None and row.kind == one.claims.kind else None


def _pointed(many: Sequence[Claims]) -> dict[tuple[str, str, str], list[Identifier]]:
    """The live identifiers that are the very ones claimed."""
    wanted = {mark for claims in many for mark in claims.identifiers()}
    if not wanted:
        return {}
    rows = Identifier.objects.filter(
        kind__in={kind for kind, _system, _value in wanted}, value_norm__in={value for _kind, _system, value in wanted},
        ended_at=None, party__erased_at=None,
    ).order_by("pk")[: LARGEST_BLOCK * 2 * len(many)]  # fmt: skip
    found: dict[tuple[str, str, str], list[Identifier]] = defaultdict(list)
    for row in rows:
        if (row.kind, row.system, row.value_norm) in wanted:
            found[row.kind, row.system, row.value_norm].append(row)
    return found


def _is_proof(row: Identifier, claims: Claims, arriving: Known, other: Known | None) -> bool:
    """Whether the identifier says who it is: proved or noted by staff, and not shared; a mailbox or telephone only without a name.

    The very name of its owner at his mailbox is he; at a telephone it may be a son called like his father.
    """
    if row.shared or not (row.verified_at or row.source in _TRUSTED):
        return False
    same_name = row.kind == IdentifierKind.EMAIL and _name(arriving) == _name(other)
    return row.kind == IdentifierKind.EXTERNAL or not claims.name or same_name


def _has_told(one: _Arrival, other: Known | None, pk: int) -> bool:
    """Whether a list has said all of this before, of this very party: whoever that is was asked then, and is not asked again."""
    if one.claims.system != LIST or other is None or other.kind != one.claims.kind:
        return False
    said = {(row.kind, row.system, row.value_norm) for row in one.pointed if row.party_id == pk and row.source == Source.IMPORT}
    same = all(other.single.get(name, "") == value for name, value in one.row.single.items() if value)
    return same and said.issuperset(one.claims.identifiers())


def _name(one: Known | None) -> str | None:
    return ROLES["name"].plain(one.single.get("name", "")) if one else None


def _is_unlike(found: Candidate, arriving: Known) -> bool:
    """Whether what else is claimed speaks against an exact match so much that a person has to look."""
    return bool(arriving.single.get("name")) and found.weights.get("name", 0.0) < 0 and found.score < model.LOWER


def largest_block(rule: str) -> int:
    """How many may share a key of this kind before it is passed over."""
    return LARGEST_WEAK_BLOCK if rule in blocking.WEAK else LARGEST_BLOCK


def _sharing(keys: set[tuple[str, str]], blocks: dict[tuple[str, str], list[int]], left_out: set[int]) -> dict[int, str]:
    """Party to the rule of a kept key that it shares. Keys that too many share are passed over.

    Of many parties those are kept that share the most keys, a rare key counting for more than a common one.
    """
    shared: dict[int, float] = defaultdict(float)
    rules: dict[int, str] = {}
    for rule, key in sorted(keys):
        ids = blocks.get((rule, key), ())
        if len(ids) <= largest_block(rule):
            for pk in ids:
                if pk not in left_out:
                    shared[pk] += 1 / len(ids)
                    rules[pk] = rule
    return {pk: rules[pk] for pk in nlargest(MOST_COMPARED, shared, key=shared.__getitem__)}


_LATERAL = """
    SELECT k.party_id, w.rule, w.key FROM unnest(%s::text[], %s::text[]) AS w(rule, key)
    CROSS JOIN LATERAL (SELECT party_id FROM customers_matchkey m WHERE m.rule = w.rule AND m.key = w.key LIMIT %s) AS k"""
_ONE = "SELECT * FROM (SELECT party_id, rule, key FROM customers_matchkey WHERE rule = %s AND key = %s LIMIT %s) AS k{}"
_KEYS_AT_ONCE = 200


def _blocks(keys: set[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    """The parties behind each kept key, up to one more than tells anything. One query (a few on SQLite, for many keys)."""
    ordered, most = sorted(keys), LARGEST_BLOCK + 1
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and ordered:
            cursor.execute(_LATERAL, [[rule for rule, _key in ordered], [key for _rule, key in ordered], most])
            for party_id, rule, key in cursor.fetchall():
                blocks[rule, key].append(party_id)
            return blocks
        for start in range(0, len(ordered), _KEYS_AT_ONCE):
            part = ordered[start : start + _KEYS_AT_ONCE]
            statement = " UNION ALL ".join(_ONE.format(place) for place in range(len(part)))
            cursor.execute(statement, [value for rule, key in part for value in (rule, key, most)])
            for party_id, rule, key in cursor.fetchall():
                blocks[rule, key].append(party_id)
    return blocks


def _candidates(arrivals: list[_Arrival], rows: dict[int, Known], canonical: dict[int, int], used: model.Model) -> list[list[Candidate]]:
    """For each who arrives everybody who was brought up, scored, each canonical party once, the likeliest first."""
    firsts = []
    for one, ids, scored in _scored(arrivals, rows, used):
        best: dict[int, int] = {}
        for place in np.argsort(-scored.total, kind="stable").tolist():
            best.setdefault(canonical[ids[place]], place)
        firsts.append([
            (root, float(scored.score[place]), scored.of(place), one.rules[ids[place]], ids[place])
            for root, place in list(best.items())[:MOST_CANDIDATES]
        ])  # fmt: skip
    roots = {first[0] for some in firsts for first in some}
    parties = Party.objects.filter(pk__in=roots, erased_at=None).select_related("user").in_bulk() if roots else {}
    return [[Candidate(parties[first[0]], *first[1:]) for first in some if first[0] in parties] for some in firsts]


def _scored(arrivals: list[_Arrival], rows: dict[int, Known], used: model.Model) -> Iterator[tuple[_Arrival, list[int], model.Scored]]:
    """What each candidate weighs against the one who arrives; many arrivals are compared at once."""
    for start in range(0, len(arrivals), _ARRIVALS_AT_ONCE):
        part = arrivals[start : start + _ARRIVALS_AT_ONCE]
        ids = [[pk for pk in one.rules if _of_kind(rows, pk, one)] for one in part]
        scored = score_pairs([(one.row, rows[pk]) for one, some in zip(part, ids, strict=True) for pk in some], used)
        place = 0
        for one, some in zip(part, ids, strict=True):
            yield one, some, scored.part(place, place + len(some))
            place += len(some)


_ARRIVALS_AT_ONCE = 250


def score_pairs(pairs: Sequence[tuple[Known, Known]], used: model.Model | None = None) -> model.Scored:
    """What each pair weighs, with the weights in force unless others are given."""
    columns: dict[str, list[str]] = {role: [] for role in ROLES_OF_PARTIES}
    for one, other in pairs:
        ours, theirs = one.against(other), other.against(one)
        for role, values in columns.items():
            values += [ours.get(role, ""), theirs.get(role, "")]
    table = Table({role: values for role, values in columns.items() if any(values)})
    if not table.columns:
        return model.Scored.of_nothing(len(pairs))
    left = np.arange(0, 2 * len(pairs), 2)
    return model.score(used or current_model(), table, comparing.levels(table, left, left + 1), left)


def score_pair(first_id: int, second_id: int) -> tuple[float, dict[str, float]]:
    """How probable it is that two parties are one, and what each role weighs."""
    rows = known([first_id, second_id])
    if len(rows) < 2:
        return 0.0, {}
    scored = score_pairs([(rows[first_id], rows[second_id])])
    return round(float(scored.score[0]), 6), scored.of(0)


def _by_score(candidates: list[Candidate], lower: float, upper: float, *, doubtful: bool = False) -> Recognition:
    likely = [one for one in candidates if one.score >= lower or one.rule == "identifier"]
    if not likely:
        return Recognition("new", None, candidates)
    alone = len([one for one in likely if one.score >= lower]) == 1
    if likely[0].score >= upper and alone and not doubtful:
        return Recognition("known", likely[0].party, likely)
    return Recognition("review", None, likely)


def in_force() -> tuple[model.Model, float, float]:
    """The stored weights and bounds in force, or those shipped while nothing was trained. One query."""
    row = MatchWeights.objects.filter(live=True).values_list("pk", "lower", "upper").first()
    return (_read(row[0]), row[1], row[2]) if row else (model.Model.shipped(), model.LOWER, model.UPPER)


def current_model() -> model.Model:
    """The weights in force."""
    return in_force()[0]


def bounds() -> tuple[float, float]:
    """The lower and the upper bound in force."""
    return in_force()[1:]


@lru_cache(maxsize=4)
def _read(pk: int) -> model.Model:
    return model.Model.from_json(MatchWeights.objects.get(pk=pk).weights)
