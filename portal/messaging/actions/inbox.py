"""Every write on the inboxes of customers."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from portal.core.clock import now
from portal.messaging.channels.base import OutgoingMessage
from portal.messaging.models import InboxItem


def lay_into_inboxes(messages: Sequence[OutgoingMessage]) -> None:
    """Lay each message into its customer's inbox, once however often it is tried."""
    rows = [
        InboxItem(
            party_id=message.party_id, message_id=message.message_id, reference=message.reference, purpose=message.purpose,
            language=message.language, subject=message.rendered.subject[:300], html=message.rendered.body_html,
        )
        for message in messages
    ]  # fmt: skip
    with transaction.atomic():
        InboxItem.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def mark_read(item: InboxItem) -> bool:
    """Note that the customer opened it; True the first time."""
    return bool(InboxItem.objects.filter(pk=item.pk, read_at=None).update(read_at=now()))


def archive(party_ids: Iterable[int], item_ids: Iterable[int]) -> int:
    """Put these messages of this customer away; returns how many moved. They count as read."""
    with transaction.atomic():
        mine = InboxItem.objects.filter(party_id__in=list(party_ids), pk__in=list(item_ids), archived_at=None)
        mine.filter(read_at=None).update(read_at=now())
        return InboxItem.objects.filter(party_id__in=list(party_ids), pk__in=list(item_ids), archived_at=None).update(archived_at=now())


def take_back(party_ids: Iterable[int], item_ids: Iterable[int]) -> int:
    """Put these messages back among the others; returns how many moved."""
    return InboxItem.objects.filter(party_id__in=list(party_ids), pk__in=list(item_ids), archived_at__isnull=False).update(archived_at=None)


def mark_all_read(party_ids: Iterable[int]) -> int:
    """Everything that lies in the inbox counts as read."""
    return InboxItem.objects.filter(party_id__in=list(party_ids), archived_at=None, read_at=None).update(read_at=now())
