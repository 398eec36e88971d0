"""What embedded channels take instead of sending it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from portal.messaging.channels.base import OutgoingMessage
from portal.messaging.models import OutboxEntry


def lay_down(
    messages: Sequence[OutgoingMessage], *, texts: Sequence[str], details: Sequence[dict[str, Any]], documents: Sequence[bytes] = ()
) -> None:
    """Keep what would have left, once a reference: the text as the recipient would read it, and what the channel says of it."""
    papers = documents or [b""] * len(messages)
    rows = [
        OutboxEntry(
            reference=message.reference, channel=message.channel, party_id=message.party_id, recipient=message.address[:400],
            subject=message.rendered.subject[:300], text=text, details=detail, document=paper,
        )
        for message, text, detail, paper in zip(messages, texts, details, papers, strict=True)
    ]  # fmt: skip
    with transaction.atomic():
        OutboxEntry.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
