"""How good the data are: what is known of how many, who may be there twice, where sources contradict each other."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.customers.enums import CandidateState, IdentifierKind, PartyKind, Source
from portal.customers.models import Identifier, MatchCandidate, MatchWeights, MergeEdge, Party, PartyFact
from portal.customers.queries import duplicates
from portal.customers.queries.parties import golden

MOST_CONFLICTS = 50
RULES = {
    Source.CUSTOMER: _("The customer's own word counts most."), Source.SIGNUP: _("The customer's own word counts most."),
    Source.STAFF: _("No word of the customer; staff come next."),
    Source.PHONE: _("Told on the telephone, and nobody surer said otherwise."),
    Source.SHOP: _("From a shop, and nobody surer said otherwise."), Source.IMPORT: _("From an import, and nobody else said anything."),
}  # fmt: skip
"""Why a value counts, by the source it came from: the order of `queries.parties.golden`."""


def _people() -> QuerySet[Party]:
    return Party.objects.filter(kind=PartyKind.PERSON, erased_at=None, alias=None)


def _told(attribute: str) -> Any:
    rows = PartyFact.objects.filter(attribute=attribute).exclude(value="")
    return Q(Exists(rows.filter(party=OuterRef("pk")))) | Q(Exists(rows.filter(party__alias__canonical=OuterRef("pk"))))


def _reached(kind: str, **more: Any) -> Any:
    rows = Identifier.objects.filter(kind=kind, ended_at=None, **more)
    return Q(Exists(rows.filter(party=OuterRef("pk")))) | Q(Exists(rows.filter(party__alias__canonical=OuterRef("pk"))))


def completeness() -> tuple[int, list[tuple[Any, int]]]:
    """How many persons there are (each once, however often merged), and of how many each thing is known. One query."""
    known: dict[str, tuple[Any, Any]] = {
        "name": (_("Name"), ~Q(billed_name="") | _told("name")),
        "email": (_("E-mail address"), _reached(IdentifierKind.EMAIL)),
        "confirmed": (_("Confirmed e-mail address"), _reached(IdentifierKind.EMAIL, verified_at__isnull=False)),
        "phone": (_("Telephone number"), _reached(IdentifierKind.PHONE)),
        "address": (_("Postal address"), _told("postcode")),
        "born": (_("Date of birth"), _told("birth_date")),
    }
    counted = _people().aggregate(everybody=Count("pk"), **{slug: Count("pk", filter=test) for slug, (_label, test) in known.items()})
    return counted["everybody"], [(label, counted[slug]) for slug, (label, _test) in known.items()]


def doubles() -> dict[str, int]:
    """How many pairs wait, were merged, undone, and decided to be never the same."""
    edges = MergeEdge.objects.aggregate(live=Count("pk", filter=Q(undone_at=None)), undone=Count("pk", filter=Q(undone_at__isnull=False)))
    never = MatchCandidate.objects.filter(state=CandidateState.NEVER).count()
    return {"waiting": duplicates.waiting().count(), "merged": edges["live"], "undone": edges["undone"], "never": never}


@dataclass(frozen=True)
class Conflict:
    """Two or more values of one attribute of one party, the one that counts, and why it does."""

    party: Party
    label: str
    golden: PartyFact
    others: list[PartyFact]
    rule: Any


def conflicts() -> list[Conflict]:
    """Where sources contradict each other now: of each source only its newest word. Three queries."""
    pairs = (
        PartyFact.objects.filter(party__erased_at=None).exclude(value="").order_by().values("party_id", "attribute")
        .annotate(sources=Count("source", distinct=True)).filter(sources__gt=1).order_by("-party_id", "attribute")[: MOST_CONFLICTS * 4]
    )  # fmt: skip
    wanted = {(row["party_id"], row["attribute"]) for row in pairs}
    newest: dict[tuple[int, str], dict[str, PartyFact]] = defaultdict(dict)
    rows = PartyFact.objects.filter(party_id__in={pk for pk, _a in wanted}).select_related("party").order_by("observed_at", "pk")
    for fact in rows:
        if (fact.party_id, fact.attribute) in wanted and fact.value not in (None, ""):
            newest[fact.party_id, fact.attribute][fact.source] = fact
    found = [_conflict(list(facts.values())) for _key, facts in sorted(newest.items(), reverse=True)]
    return [one for one in found if one is not None][:MOST_CONFLICTS]


def _conflict(facts: list[PartyFact]) -> Conflict | None:
    if len({str(fact.value).casefold().strip() for fact in facts}) < 2:
        return None
    best = next(iter(golden(facts).values()))
    others = [fact for fact in facts if fact is not best and fact.value != best.value]
    return Conflict(best.party, best.label, best, others, RULES[Source(best.source)])


def shared_points() -> int:
    """How many live addresses and numbers point to several parties that are not marked as shared."""
    rows = Identifier.objects.filter(ended_at=None, shared=False, kind__in=[IdentifierKind.EMAIL, IdentifierKind.PHONE])
    return rows.order_by().values("kind", "value_norm").annotate(parties=Count("party", distinct=True)).filter(parties__gt=1).count()


def weights() -> MatchWeights | None:
    """The weights in force, None while nothing was trained."""
    return MatchWeights.objects.filter(live=True).first()
