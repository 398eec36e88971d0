"""Inboxes as their owners read them: everything of a customer, under whichever number it came in."""

from django.db.models import QuerySet

from portal.customers.models import Party
from portal.customers.queries import aliases
from portal.messaging.models import InboxItem


def inbox_of(party: Party, *, archived: bool = False) -> QuerySet[InboxItem]:
    """What lies in a customer's inbox, or what he put away."""
    return InboxItem.objects.filter(party_id__in=aliases.ids_of(party.pk), archived_at__isnull=not archived)


def unread_count(party: Party) -> int:
    """How many he has not opened."""
    return InboxItem.objects.filter(party_id__in=aliases.ids_of(party.pk), archived_at=None, read_at=None).count()
