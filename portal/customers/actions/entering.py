"""Somebody comes in, through whichever door: recognised, noted anew, or noted and put before a person. The doors call this."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.customers import queries
from portal.customers.actions import keys, merging, parties
from portal.customers.enums import IdentifierKind, Source
from portal.customers.matching.recognise import Candidate, Claims, Recognition, Verdict, recognise
from portal.customers.models import Party
from portal.customers.queries import aliases

_FACTS = ("name", "street", "postcode", "city", "birth_date")


@dataclass(frozen=True)
class Entry:
    """Who it turned out to be; `made` when a new party was opened; `recognition` says why."""

    party: Party
    made: bool
    recognition: Recognition

    @property
    def verdict(self) -> Verdict:
        return self.recognition.verdict


def enter_customer(claims: Claims, *, by: Any, source: str, language: str = "en", at: Any = None) -> Entry:
    """Let somebody in: the party we know, with what is new of him noted as said by `source`, or a new one.

    Where a person has to look, a new party is opened and the pairs are put on the list of possible duplicates: nothing waits.
    `source` is the door: 'import', 'phone', 'shop' (counter or kiosk), 'staff'.
    """
    found = recognise(claims)
    with transaction.atomic(), keys.together():
        if found.party is not None:
            _add(found.party, claims, by=by, source=source, at=at)
            return Entry(found.party, made=False, recognition=found)
        party = _open(claims, by=by, source=source, language=language, at=at)
        note_candidates(party, found.candidates if found.verdict == "review" else [])
    return Entry(party, made=True, recognition=found)


def note_candidates(party: Party, candidates: list[Candidate]) -> None:
    """Put the party beside each of those it may be."""
    for one in candidates:
        if party.pk not in {one.matched_id, one.party.pk}:
            merging.note_candidate(party.pk, one.matched_id, score=round(one.score, 6), weights=one.weights, rule=one.rule)


def _open(claims: Claims, *, by: Any, source: str, language: str, at: Any) -> Party:
    party = parties.open_party(
        by=by, source=source, kind=claims.kind, billed_name=claims.name[:200], language=language, facts=facts_of(claims), at=at
    )
    _point(party, claims, by=by, source=source, at=at)
    return party


def _add(party: Party, claims: Claims, *, by: Any, source: str, at: Any) -> None:
    for attribute, value in facts_of(claims).items():
        parties.state_fact(party, attribute, value, by=by, source=source, at=at)
    _point(party, claims, by=by, source=source, at=at)


def facts_of(claims: Claims) -> dict[str, str]:
    """What is claimed beside addresses and numbers, by attribute."""
    return {name: getattr(claims, name) for name in _FACTS if getattr(claims, name)}


def _point(party: Party, claims: Claims, *, by: Any, source: str, at: Any) -> None:
    for kind, system, value in ((IdentifierKind.EMAIL, "", claims.email), (IdentifierKind.PHONE, "", claims.phone)):
        if value:
            try:
                parties.add_identifier(party, kind, value, by=by, source=source, system=system, at=at)
            except ValidationError:
                continue  # it points to nobody; what was said stays in the list it came from
    if claims.code and source in {Source.IMPORT, Source.SHOP, Source.STAFF}:
        parties.add_identifier(party, IdentifierKind.EXTERNAL, claims.code, by=by, source=source, system=claims.system, at=at)


def recognise_again(party: Party) -> Recognition:
    """Who else this party may be, now that more is known of it; pairs a person has to look at are put on the list."""
    facts = {name: str(fact.value) for name, fact in queries.profile(party).items() if name in _FACTS}
    reach = {kind: queries.live_identifiers(party, kind).last() for kind in (IdentifierKind.EMAIL, IdentifierKind.PHONE)}
    points = {str(kind): row.value_norm for kind, row in reach.items() if row}
    claims = Claims(**{"name": party.billed_name, "kind": party.kind, **facts, **points})
    found = recognise(claims, leaving_out=aliases.ids_of(party.pk))
    if found.verdict != "new":
        note_candidates(party, found.candidates)
    return found
