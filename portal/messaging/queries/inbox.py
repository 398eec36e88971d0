"""Inboxes as their owners read them: everything of a customer, under whichever number it came in."""

from django.db.models import QuerySet

from portal.core.prepared import PreparedRows
from portal.customers.models import Party
from portal.customers.queries import aliases
from portal.messaging.models import InboxItem


def inbox_of(party: Party, *, archived: bool = False) -> QuerySet[InboxItem]:
    """What lies in a customer's inbox, or what he put away."""
    return InboxItem.objects.filter(party_id__in=aliases.ids_of(party.pk), archived_at__isnull=not archived)


def newest_of(party: Party) -> list[InboxItem]:
    """The few newest, for the customer's own page, which asks for them at every look."""
    ids = aliases.own_ids(party)
    return _newest.rows(party=ids[0]) if len(ids) == 1 else list(_few(ids))


def _few(ids: list[int]) -> QuerySet[InboxItem]:
    return InboxItem.objects.filter(party_id__in=ids, archived_at=None).order_by("-created_at", "-id")[:3]


_newest = PreparedRows(lambda party: _few([party]), party=2**62 + 1)


def unread_count(party: Party) -> int:
    """How many he has not opened."""
    return InboxItem.objects.filter(party_id__in=aliases.ids_of(party.pk), archived_at=None, read_at=None).count()
