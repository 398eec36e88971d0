"""Households and companies, and who belongs to them."""

from django.db.models import Count, Q, QuerySet

from portal.customers.enums import PartyKind
from portal.customers.models import Party, Relationship


def listed(kind: str | None) -> QuerySet[Party]:
    """Households and companies with `members`, how many belong to them now."""
    rows = Party.objects.filter(erased_at=None, kind=kind) if kind else Party.objects.filter(erased_at=None).exclude(kind=PartyKind.PERSON)
    return rows.annotate(members=Count("relations_of", filter=Q(relations_of__ended_on=None)))


def members(unit: Party) -> tuple[list[Relationship], list[Relationship]]:
    """Who belongs to it now, and who did."""
    rows = list(Relationship.objects.filter(other=unit, party__erased_at=None).select_related("party").order_by("pk"))
    return [row for row in rows if row.ended_on is None], [row for row in rows if row.ended_on is not None]


def relation_of(unit: Party, pk: int) -> Relationship | None:
    """One relation to it."""
    return Relationship.objects.filter(pk=pk, other=unit).first()
