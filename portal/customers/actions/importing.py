"""Customers from a list: each line enters through the same door as everybody else, and can be taken back while nothing stands on it."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import privacy
from portal.core.clock import now
from portal.customers import queries, timeline
from portal.customers.actions import consent, keys, parties
from portal.customers.actions.entering import Entry, enter_customer
from portal.customers.enums import ConsentSource, ContactChannel, IdentifierKind, Purpose, Source
from portal.customers.matching.recognise import Claims
from portal.customers.models import Identifier, MergeEdge, Party, PartyFact
from portal.customers.privacy.subjects import subject_of

_OF_ITSELF = {"customers.opened", "customers.consent_given"}
"""What the import itself told of a party it opened."""


@dataclass(frozen=True)
class Line:
    """One line of a list, every cell read: `consents` are the purposes the customer agreed to, `proof` where that was noted."""

    claims: Claims
    language: str
    facts: dict[str, str] = field(default_factory=dict)
    consents: tuple[Purpose, ...] = ()
    proof: dict[str, Any] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class Brought:
    """Who it turned out to be, and the rows that are new of him."""

    entry: Entry
    facts: list[int]
    identifiers: list[int]
    consents: int
    before: dict[str, Any]
    """Attribute → its value from imports before; only of what changed."""


def import_customer(line: Line, *, by: Any) -> Brought:
    """Bring one line in. Raises ValidationError for what cannot be said of a customer."""
    with transaction.atomic(), keys.together():
        last_fact = PartyFact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        last_mark = Identifier.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        entry = enter_customer(line.claims, by=by, source=Source.IMPORT, language=line.language)
        party = entry.party
        for attribute, value in line.facts.items():
            parties.state_fact(party, attribute, value, by=by, source=Source.IMPORT)
        consents = agree(party, line, by=by)
        facts = list(PartyFact.objects.filter(party=party, pk__gt=last_fact))
        marks = list(Identifier.objects.filter(party=party, pk__gt=last_mark).values_list("pk", flat=True))
        before = {one.attribute: _said_before(party, one.attribute, last_fact) for one in facts}
    return Brought(entry, [one.pk for one in facts], marks, consents, {} if entry.made else before)


def agree(party: Party, line: Line, *, by: Any) -> int:
    """Note the consents of the line that nobody has given or withdrawn before; how many."""
    row = queries.live_identifiers(party, IdentifierKind.EMAIL).last() if line.consents else None
    done = 0
    for purpose in line.consents if row else ():
        known = row.consents.filter(purpose=purpose, channel=ContactChannel.EMAIL).exists()  # type: ignore[union-attr]
        if not known:  # a list never overrules what the customer has said himself
            consent.grant(
                row, purpose, ContactChannel.EMAIL, source=ConsentSource.IMPORT, evidence=line.proof, by=by,  # type: ignore[arg-type]
                key=f"{line.key}:{purpose}",
            )  # fmt: skip
            done += 1
    return done


def _said_before(party: Party, attribute: str, last: int) -> Any:
    row = party.facts.filter(attribute=attribute, source=Source.IMPORT, pk__lte=last).order_by("observed_at", "pk").last()
    return row.value if row else ""


def take_back_customer(party: Party, *, by: Any) -> str:
    """Empty a party that an import opened by mistake; '' when done, else what stands on it already."""
    with transaction.atomic():
        held = Party.objects.select_for_update().get(pk=party.pk)
        if held.erased_at is not None:
            return ""
        if held.user_id or MergeEdge.objects.filter(survivor=held).exists() or MergeEdge.objects.filter(loser=held).exists():
            return _("The customer has signed in or was merged since.")
        if held.interactions.exclude(kind__in=_OF_ITSELF).exists() or held.messages.exists():
            return _("Something has happened with this customer since.")
        subject = subject_of(held)
        for declaration in privacy.in_order():
            if declaration.personal and declaration.label.startswith("customers.") and declaration.erase is not None:
                privacy.erased(declaration, subject)
        Party.objects.filter(pk=held.pk, erased_at=None).update(erased_at=now())
        timeline.record(held, "customers.taken_back", actor=by, key=f"taken_back:{held.pk}")
    return ""


def take_back_changes(party: Party, *, facts: list[int], identifiers: list[int], before: dict[str, Any], by: Any) -> str:
    """Say again what imports said before, and end what pointed to the party since; '' when all of it, else what stays."""
    kept = ""
    with transaction.atomic(), keys.together():
        for fact in PartyFact.objects.filter(pk__in=facts, party=party):
            if party.facts.filter(attribute=fact.attribute, source=Source.IMPORT, pk__gt=fact.pk).exists():
                kept = _("Another list has said something newer since.")
                continue
            parties.state_fact(party, fact.attribute, before.get(fact.attribute, ""), by=by, source=Source.IMPORT)
        for mark in Identifier.objects.filter(pk__in=identifiers, party=party, ended_at=None):
            if mark.verified_at:
                kept = _("An address or number was confirmed since, and stays.")
                continue
            parties.end_identifier(mark, by=by)
    return kept
