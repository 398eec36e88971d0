"""Every write on letters on paper."""

from typing import Any

from django.db import transaction
from django.db.models import Sum

from portal.core.clock import now
from portal.core.many import listed
from portal.customers import gate
from portal.customers.enums import ContactChannel
from portal.messaging.actions import sending
from portal.messaging.channels.base import OutgoingMessage
from portal.messaging.models import LetterBatch, PaperLetter


class NoLettersError(Exception):
    """Nothing waits to be printed."""


def keep_letter(message: OutgoingMessage, *, document: bytes, pages: int) -> PaperLetter:
    """Keep a letter that is set, once however often it is tried."""
    letter, _made = PaperLetter.objects.get_or_create(
        reference=message.reference,
        defaults={
            "message_id": message.message_id, "party_id": message.party_id, "recipient": message.address[:400],
            "subject": message.rendered.subject[:300], "language": message.language, "pages": pages, "document": document,
        },
    )  # fmt: skip
    return letter


def drop_unwanted() -> int:
    """Letters wait for days: whoever no longer wants his gets none. How many were taken off the pile."""
    rows = PaperLetter.objects.filter(batch=None, message__identifier__isnull=False)
    asked: dict[str, dict[int, int]] = {}
    for number, point, purpose in rows.values_list("message_id", "message__identifier_id", "message__purpose"):
        asked.setdefault(purpose, {})[number] = point
    reasons: dict[int, str] = {}
    for purpose, points in asked.items():
        verdicts = gate.verdicts(list(set(points.values())), purpose, ContactChannel.LETTER)
        no = {point: one.reason for point, one in verdicts.items() if not one.allowed and one.again_at is None}
        reasons |= {number: no[point] for number, point in points.items() if point in no}
    with transaction.atomic():
        dropped = PaperLetter.objects.filter(batch=None, message_id__in=listed(reasons)).delete()[0]
        sending.take_off(reasons)
    return dropped


def make_batch(*, by: Any, most: int = 500) -> LetterBatch:
    """Put the oldest letters that wait, and that are still wanted, into a batch of their own. Raises NoLettersError.

    A letter is in one batch only.
    """
    drop_unwanted()
    with transaction.atomic():
        batch = LetterBatch.objects.create(created_by=by if getattr(by, "pk", None) else None)
        wanted = list(PaperLetter.objects.filter(batch=None).order_by("pk").values_list("pk", flat=True)[:most])
        PaperLetter.objects.filter(pk__in=wanted, batch=None).update(batch=batch)
        mine = PaperLetter.objects.filter(batch=batch)
        batch.letters_count = mine.count()
        if not batch.letters_count:
            raise NoLettersError
        batch.pages = mine.aggregate(all=Sum("pages"))["all"]
        batch.save(update_fields=["letters_count", "pages"])
    return batch


def mark_printed(batch: LetterBatch) -> bool:
    """Note that the batch was printed and posted; True the first time."""
    return bool(LetterBatch.objects.filter(pk=batch.pk, printed_at=None).update(printed_at=now()))
