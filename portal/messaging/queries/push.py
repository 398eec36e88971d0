"""Browsers that take notifications."""

from django.db.models import QuerySet

from portal.customers.models import Party
from portal.customers.queries import aliases
from portal.messaging.models import PushSubscription


def browsers_of(party: Party) -> QuerySet[PushSubscription]:
    """A customer's browsers that are still on, newest first."""
    mine = PushSubscription.objects.filter(identifier__party_id__in=aliases.ids_of(party.pk), identifier__ended_at=None)
    return mine.order_by("-pk")
