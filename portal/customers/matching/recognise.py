"""Who arrives: known, new, or somebody a person has to look at. Reads only, and asks a constant number of questions.

First what points to one party exactly (a proved number of a system, an address, a telephone number), then those who share a kept key
with the arriving one, compared and scored with the stored weights. `actions.entering` acts on the answer.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import numpy as np
from django.core.exceptions import ValidationError
from django.db import connection

from portal.customers import identify
from portal.customers.enums import IdentifierKind, PartyKind, Source
from portal.customers.matching import comparing, model
from portal.customers.matching.columns import ROLES, Table
from portal.customers.matching.parties import MANY, ROLES_OF_PARTIES, Known, known, known_of
from portal.customers.models import Identifier, MatchWeights, Party
from portal.customers.queries import aliases

Verdict = Literal["known", "new", "review"]
LARGEST_BLOCK = 60
"""A key that more parties share tells nothing."""
MOST_COMPARED, MOST_CANDIDATES = 100, 10
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
    left_out = set(leaving_out)
    pointed = [row for row in _pointed(claims) if row.party_id not in left_out]
    arriving = claims.known()
    rules = _sharing(arriving.blocking_keys(), left_out)
    rules |= {row.party_id: "identifier" for row in pointed}
    canonical = aliases.canonical_ids(rules)
    rows = {pk: row for pk, row in known(rules).items() if row.kind == claims.kind}
    exact = {canonical[row.party_id] for row in pointed if _is_proof(row, claims, arriving, rows.get(row.party_id))}
    used, lower, upper = in_force()
    candidates = _candidates(rows, arriving, rules, canonical, used)
    if len(exact) == 1:
        found = next((one for one in candidates if one.party.pk in exact), None)
        if found and _is_unlike(found, arriving):
            return Recognition("review", None, candidates)
        if found:
            return Recognition("known", found.party, candidates, exact=True)
    return _by_score(candidates, lower, upper, doubtful=len(exact) > 1)


def _pointed(claims: Claims) -> list[Identifier]:
    """The live identifiers that are the very ones claimed."""
    wanted = claims.identifiers()
    if not wanted:
        return []
    rows = Identifier.objects.filter(
        kind__in={kind for kind, _system, _value in wanted}, value_norm__in=[value for _kind, _system, value in wanted],
        ended_at=None, party__erased_at=None,
    ).order_by("pk")[: LARGEST_BLOCK * 2]  # fmt: skip
    return [row for row in rows if (row.kind, row.system, row.value_norm) in wanted]


def _is_proof(row: Identifier, claims: Claims, arriving: Known, other: Known | None) -> bool:
    """Whether the identifier says who it is: proved or noted by staff, and not shared; a mailbox or telephone only without a name.

    The very name of its owner at his mailbox is he; at a telephone it may be a son called like his father.
    """
    if row.shared or not (row.verified_at or row.source in _TRUSTED):
        return False
    same_name = row.kind == IdentifierKind.EMAIL and _name(arriving) == _name(other)
    return row.kind == IdentifierKind.EXTERNAL or not claims.name or same_name


def _name(one: Known | None) -> str | None:
    return ROLES["name"].plain(one.single.get("name", "")) if one else None


def _is_unlike(found: Candidate, arriving: Known) -> bool:
    """Whether what else is claimed speaks against an exact match so much that a person has to look."""
    return bool(arriving.single.get("name")) and found.weights.get("name", 0.0) < 0 and found.score < model.LOWER


def _sharing(keys: set[tuple[str, str]], left_out: set[int]) -> dict[int, str]:
    """Party to the rule of a kept key that it shares. One query; keys that too many share are passed over.

    Of many parties those are kept that share the most keys.
    """
    if not keys:
        return {}
    ordered = sorted(keys)
    one = "SELECT * FROM (SELECT party_id, rule, key FROM customers_matchkey WHERE rule = %s AND key = %s LIMIT %s) AS k{}"
    statement = " UNION ALL ".join(one.format(place) for place in range(len(ordered)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for rule, key in ordered for value in (rule, key, LARGEST_BLOCK + 1)])
        rows = cursor.fetchall()
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for party_id, rule, key in rows:
        blocks[rule, key].append(party_id)
    pairs = [(pk, rule) for (rule, _key), ids in blocks.items() if len(ids) <= LARGEST_BLOCK for pk in ids if pk not in left_out]
    most = {pk for pk, _count in Counter(pk for pk, _rule in pairs).most_common(MOST_COMPARED)}
    return {pk: rule for pk, rule in pairs if pk in most}


def _candidates(
    rows: dict[int, Known], arriving: Known, rules: dict[int, str], canonical: dict[int, int], used: model.Model
) -> list[Candidate]:
    """Everybody who was brought up, scored, each canonical party once, the likeliest first."""
    ids = list(rows)
    if not ids:
        return []
    scored = score_against(arriving, list(rows.values()), used)
    best: dict[int, int] = {}
    for place in np.argsort(-scored.total, kind="stable").tolist():
        best.setdefault(canonical[ids[place]], place)
    first = dict(list(best.items())[:MOST_CANDIDATES])
    parties = Party.objects.filter(pk__in=first, erased_at=None).select_related("user").in_bulk()
    return [
        Candidate(parties[root], float(scored.score[place]), scored.of(place), rules[ids[place]], ids[place])
        for root, place in first.items() if root in parties
    ]  # fmt: skip


def score_against(one: Known, others: list[Known], used: model.Model | None = None) -> model.Scored:
    """What each of the others weighs against the one, with the weights in force unless others are given."""
    columns: dict[str, list[str]] = {role: [] for role in ROLES_OF_PARTIES}
    for other in others:
        ours, theirs = one.against(other), other.against(one)
        for role, values in columns.items():
            values += [ours.get(role, ""), theirs.get(role, "")]
    table = Table({role: values for role, values in columns.items() if any(values)})
    left = np.arange(0, 2 * len(others), 2)
    return model.score(used or current_model(), table, comparing.levels(table, left, left + 1), left)


def score_pair(first_id: int, second_id: int) -> tuple[float, dict[str, float]]:
    """How probable it is that two parties are one, and what each role weighs."""
    rows = known([first_id, second_id])
    if len(rows) < 2:
        return 0.0, {}
    scored = score_against(rows[first_id], [rows[second_id]])
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
