"""Reads that no single QuerySet owns: whose request this is, and what is held to be true of a party."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import LazyObject

from portal.core.many import listed
from portal.core.prepared import PreparedRows
from portal.customers import handles
from portal.customers.enums import IdentifierKind, Source
from portal.customers.models import Identifier, Party, PartyFact, Relationship
from portal.customers.queries import aliases

TRUST = {Source.CUSTOMER: 5, Source.SIGNUP: 5, Source.STAFF: 4, Source.PHONE: 3, Source.SHOP: 2, Source.IMPORT: 1}


def current_party(request: HttpRequest) -> Party | None:
    """The party of whoever is signed in; None for a visitor. One query a request at most."""
    return party_of(getattr(request, "user", None))


def party_of(user: Any) -> Party | None:
    """The party of a user; None for a visitor and for a login that no party has yet."""
    if not getattr(user, "is_authenticated", False):
        return None
    cached: dict[str, Any] = user._state.fields_cache  # noqa: SLF001 - where `user.party` keeps it
    if "party" not in cached:
        own = user._wrapped if isinstance(user, LazyObject) else user  # noqa: SLF001 - a request's user is lazy
        cached["party"] = found = _of_user.first(user=user.pk)
        if found is not None:
            found._state.fields_cache["user"] = own  # noqa: SLF001 - as the relation itself does
    return cached["party"]


by_number = PreparedRows(lambda pk: aliases.with_ties(Party.objects.filter(pk=pk)).order_by(), pk=2**62 + 1)
_of_user = PreparedRows(lambda user: aliases.with_ties(Party.objects.filter(user_id=user)).order_by(), user=2**62 + 1)


def recognisable(email: str) -> list[Party]:
    """Parties without a login that `email` surely belongs to: a verified or imported address that is not shared and has not ended."""
    rows = Identifier.objects.filter(
        kind=IdentifierKind.EMAIL, value_norm=email, shared=False, ended_at=None, party__user=None, party__erased_at=None
    ).select_related("party")
    return [row.party for row in rows if row.verified_at or row.source in {Source.IMPORT, Source.SHOP}]


def profile(party: Party) -> dict[str, PartyFact]:
    """The golden value of each attribute, over all parties that are read as one with this one."""
    return golden(PartyFact.objects.filter(party_id__in=aliases.ids_of(party.pk)))


def golden(facts: Iterable[PartyFact]) -> dict[str, PartyFact]:
    """The fact that counts for each attribute: what the customer said himself beats staff, staff beats the telephone, that beats
    shops and imports; within one source the surer, then the newer statement.
    """
    best: dict[str, PartyFact] = {}
    for fact in sorted(facts, key=lambda f: (TRUST[Source(f.source)], f.confidence, f.observed_at, f.pk)):
        best[fact.attribute] = fact
    return {name: fact for name, fact in sorted(best.items()) if fact.value not in (None, "")}


def golden_values(party_ids: Iterable[int]) -> dict[str, Any]:
    """What is held to be true of whoever is read as these parties together."""
    return {name: fact.value for name, fact in golden(PartyFact.objects.filter(party_id__in=list(party_ids))).items()}


def live_identifiers(party: Party, kind: str | None = None) -> QuerySet[Identifier]:
    """The party's identifiers that still hold, the oldest first."""
    rows = party.identifiers.filter(ended_at=None).order_by("first_seen_at", "pk")
    return rows.filter(kind=kind) if kind else rows


def contacts_of(party_ids: Iterable[int]) -> list[Identifier]:
    """The addresses and numbers of whoever is read as these parties, the oldest first, each once."""
    ids = list(party_ids)
    rows = _contacts_of_one.rows(party=ids[0]) if len(ids) == 1 else _contacts(ids)
    return list({(row.kind, row.value_norm): row for row in rows}.values())[::-1]


def _contacts(ids: Any) -> QuerySet[Identifier]:
    kinds = [IdentifierKind.EMAIL, IdentifierKind.PHONE]
    return Identifier.objects.filter(party_id__in=ids, ended_at=None, kind__in=kinds).order_by("-first_seen_at", "-pk")


_contacts_of_one = PreparedRows(lambda party: _contacts([party]), party=2**62 + 1)


def phone_of(party: Party) -> str:
    """The party's newest telephone number in normal form, '' when there is none."""
    row = live_identifiers(party, IdentifierKind.PHONE).last()
    return row.value_norm if row else ""


def contacts_by_party(parties: Iterable[Party]) -> dict[int, list[Identifier]]:
    """Each party's live addresses and numbers, the oldest first, in one query for all."""
    found: dict[int, list[Identifier]] = {party.pk: [] for party in parties}
    for row in _contacts_of_many.rows(parties=list(found)) if found else []:
        found[row.party_id].append(row)
    return found


_contacts_of_many = PreparedRows(lambda parties: _contacts(listed(parties)).reverse(), parties=[2**62, 2**62 + 1])


NEWEST = ["-created_at", "-id"]
PAGE = 25
newest_parties = PreparedRows(lambda: find("", by_contact=False).order_by(*NEWEST)[: PAGE + 1])
"""The beginning of the desk's list, and one more where there are more."""


def find(term: str, *, by_contact: bool) -> QuerySet[Party]:
    """Parties found by public name, and with `by_contact` also by billed name, address or number; all of them for ''."""
    rows = Party.objects.filter(erased_at=None)
    if not term:
        return rows
    key = handles.fold(term)
    found = Q(handle_key__contains=key) if key else Q(pk=None)
    if by_contact:
        digits = "".join(c for c in term if c.isdecimal()).lstrip("0")
        marks = Q(kind=IdentifierKind.EMAIL, value_norm__contains=term.lower())
        if len(digits) >= 4 and not any(c.isalpha() for c in term):
            marks |= Q(kind=IdentifierKind.PHONE, value_norm__contains=digits)
        found |= Q(billed_name__icontains=term) | Q(pk__in=Identifier.objects.filter(marks).values("party"))
    return rows.filter(found)


def relations_of(party: Party, *, ids: list[int] | None = None) -> list[tuple[str, Party]]:
    """The live relations of whoever is read as this party, from either side: what the other is to it, and the other.

    `ids` are those of `aliases.ids_of`, where they are known already.
    """
    ids = ids or aliases.ids_of(party.pk)
    return [(row.get_role_display(), row.other if row.party_id in ids else row.party) for row in _relations.rows(ids)]


def _related(ids: list[int]) -> QuerySet[Relationship]:
    either = Q(party_id__in=ids) | Q(other_id__in=ids)
    return Relationship.objects.filter(either, ended_on=None).select_related("party", "other").order_by("pk")


_relations = aliases.RowsOf(_related)
facts_of = aliases.RowsOf(lambda ids: PartyFact.objects.filter(party_id__in=ids).order_by("attribute", "-observed_at", "-pk"))
"""Everything that was said of somebody, by attribute, the newest first."""
identifiers_of = aliases.RowsOf(
    lambda ids: Identifier.objects.filter(party_id__in=ids).exclude(kind="cookie").order_by("kind", "first_seen_at", "pk")
)
"""Everything that points to somebody, also what has ended."""


def counts() -> dict[str, int]:
    """How many customers there are, and how many of them can sign in."""
    known = Party.objects.filter(erased_at=None)
    return known.aggregate(customers=Count("pk"), logins=Count("user"))
