"""Many lines of a list at once. Lines that need no judgement (somebody new, or known and nothing new of him) are written together;
each of the others enters alone, after them, as `importing.import_customer` has it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.core.clock import now
from portal.customers import identify, timeline
from portal.customers.actions import consent, entering, keys
from portal.customers.actions.importing import Brought, Line, import_customer
from portal.customers.enums import Channel, ConsentSource, ContactChannel, IdentifierKind, Source
from portal.customers.matching import within
from portal.customers.matching.recognise import Claims, Recognition, recognise_many
from portal.customers.models import ConsentState, Identifier, Party, PartyFact

Mark = tuple[str, str, str]


def import_customers(lines: Sequence[Line], *, by: Any) -> list[Brought]:
    """Bring the lines in; what becomes of each is what would become of it if they came one by one. ValidationError as there."""
    claims = [line.claims for line in lines]
    with transaction.atomic():
        found = recognise_many(claims)
        alone = set(range(len(lines))) - {second for _first, second in within.ties(claims)}
        first = {one.party.pk: place for place, one in reversed(list(enumerate(found))) if one.party is not None}
        brought: dict[int, Brought] = {}
        brought |= _open_many({place: lines[place] for place in sorted(alone) if found[place].verdict == "new"}, found, by=by)
        brought |= _seen_again({place: lines[place] for place in sorted(alone.intersection(first.values()))}, found)
        for place, line in enumerate(lines):
            if place not in brought:
                brought[place] = import_customer(line, by=by)
    return [brought[place] for place in range(len(lines))]


def hanging_together(claims: Sequence[Claims]) -> list[int]:
    """For each line the first of those that it has to be seen together with: they may be one, or may be one with the same customer."""
    same: dict[int, list[int]] = defaultdict(list)
    for start in range(0, len(claims), _RECOGNISED_AT_ONCE):
        for place, one in enumerate(recognise_many(claims[start : start + _RECOGNISED_AT_ONCE]), start):
            for candidate in one.candidates:
                if candidate.score >= _FAR or candidate.rule == "identifier":
                    same[candidate.party.pk].append(place)
    return within.together(claims, list(same.values()))


_RECOGNISED_AT_ONCE = 500
_FAR = 0.01
"""Somebody less likely is not made likely by what another line adds of him."""


def _open_many(lines: dict[int, Line], found: list[Recognition], *, by: Any) -> dict[int, Brought]:
    """Parties for those who are new, with all that is said of them."""
    moment = now()
    claims = {place: line.claims for place, line in lines.items()}
    made = Party.objects.bulk_create(
        Party(kind=one.kind, billed_name=one.name[:200], language=lines[place].language, created_at=moment) for place, one in claims.items()
    )
    parties = dict(zip(lines, made, strict=True))
    marks: dict[int, list[Identifier]] = {place: _marks(parties[place], one, moment) for place, one in claims.items()}
    facts: dict[int, list[PartyFact]] = {
        place: [
            PartyFact(party=parties[place], attribute=name, value=value, source=Source.IMPORT, observed_at=moment)
            for name, value in _said(line).items()
        ]
        for place, line in lines.items()
    }
    Identifier.objects.bulk_create([mark for some in marks.values() for mark in some])
    PartyFact.objects.bulk_create([fact for some in facts.values() for fact in some])
    keys.write_keys(party.pk for party in made)
    timeline.record_many(
        timeline.Fact(
            party.pk, "customers.opened", f"opened:{party.pk}", {"source": str(Source.IMPORT)}, at=moment, channel=Channel.SYSTEM,
            actor_id=getattr(by, "pk", None),
        )
        for party in made
    )  # fmt: skip
    consents = {place: _consents(line, marks[place]) for place, line in lines.items()}
    consent.grant_many([one for some in consents.values() for one in some], source=ConsentSource.IMPORT, by=by)
    return {
        place: Brought(
            entering.Entry(party, made=True, recognition=found[place]), [fact.pk for fact in facts[place]],
            [mark.pk for mark in marks[place]], len(consents[place]), {},
        )
        for place, party in parties.items()
    }  # fmt: skip


def _consents(line: Line, marks: list[Identifier]) -> list[consent.Agreed]:
    """What somebody new agreed to, at the address he came with; without one to nothing, as in `importing.agree`."""
    mails = [mark for mark in marks if mark.kind == IdentifierKind.EMAIL]
    return [
        consent.Agreed(mails[-1], purpose, ContactChannel.EMAIL, line.proof, f"{line.key}:{purpose}") for purpose in line.consents if mails
    ]


def _marks(party: Party, claims: Claims, moment: datetime) -> list[Identifier]:
    raw = {IdentifierKind.EMAIL: claims.email, IdentifierKind.PHONE: claims.phone, IdentifierKind.EXTERNAL: claims.code}
    return [
        Identifier(
            party=party, kind=kind, system=system, value_norm=norm, value_raw=str(raw[IdentifierKind(kind)]).strip()[: identify.LONGEST],
            source=Source.IMPORT, first_seen_at=moment, last_seen_at=moment,
        )
        for kind, system, norm in claims.identifiers()
    ]  # fmt: skip


def _said(line: Line) -> dict[str, str]:
    return entering.facts_of(line.claims) | line.facts


@dataclass
class _There:
    """What is known of some customers that a list may say again."""

    marks: dict[int, dict[Mark, Identifier]]
    said: dict[tuple[int, str], Any]
    agreed: set[tuple[int, str]]

    def holds(self, party: Party, line: Line) -> bool:
        """Whether the line says nothing that is not there."""
        marks = self.marks.get(party.pk, {})
        if not all(mark in marks for mark in line.claims.identifiers()):
            return False
        if any(self.said.get((party.pk, name)) != value for name, value in _said(line).items()):
            return False
        mails = [row.pk for mark, row in marks.items() if mark[0] == IdentifierKind.EMAIL]
        return not mails or all((mails[-1], purpose) in self.agreed for purpose in line.consents)


def _there(ids: set[int]) -> _There:
    """In three queries."""
    marks: dict[int, dict[Mark, Identifier]] = defaultdict(dict)
    for row in Identifier.objects.filter(party_id__in=ids, ended_at=None).order_by("first_seen_at", "pk"):
        marks[row.party_id][row.kind, row.system, row.value_norm] = row
    facts = PartyFact.objects.filter(party_id__in=ids, source=Source.IMPORT).order_by("observed_at", "pk")
    said = {(party_id, name): value for party_id, name, value in facts.values_list("party_id", "attribute", "value")}
    states = ConsentState.objects.filter(identifier__party_id__in=ids, channel=ContactChannel.EMAIL)
    return _There(marks, said, set(states.values_list("identifier_id", "purpose")))


def _seen_again(lines: dict[int, Line], found: list[Recognition]) -> dict[int, Brought]:
    """Those who are known and of whom the list says nothing new: their addresses and numbers were seen again."""
    known = {place: party for place in lines if (party := found[place].party) is not None}
    if not known:
        return {}
    there = _there({party.pk for party in known.values()})
    again = {place: party for place, party in known.items() if there.holds(party, lines[place])}
    seen = [there.marks[party.pk][mark].pk for place, party in again.items() for mark in lines[place].claims.identifiers()]
    Identifier.objects.filter(pk__in=seen).update(last_seen_at=now())
    return {place: Brought(entering.Entry(party, made=False, recognition=found[place]), [], [], 0, {}) for place, party in again.items()}
