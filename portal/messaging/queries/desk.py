"""What staff see of messages: lists with their filters, one message with its story, calls, letters, and what lies in the outbox."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from portal.core.clock import now
from portal.core.converters import LARGEST
from portal.core.prepared import PreparedRows
from portal.messaging.enums import CALL_LEASE, CallState, MessageState
from portal.messaging.models import CallTask, LetterBatch, Mailing, Message, MessageTemplate, OutboxEntry, PaperLetter


def messages(*, state: str = "", channel: str = "", mailing: int | None = None, party: int | None = None) -> QuerySet[Message]:
    """Messages that fit, with whom they are for and what they say."""
    rows = Message.objects.select_related("party", "template", "mailing", "identifier")
    for name, value in (("state", state), ("channel", channel), ("mailing_id", mailing), ("party_id", party)):
        if value:
            rows = rows.filter(**{name: value})
    return rows


def listed_messages(**wanted: Any) -> QuerySet[Message]:
    """`messages`, with no more than the list shows."""
    shown = ("channel", "state", "sent_at", "created_at", "mailing__name", "template__name", "party__handle", "party__billed_name")
    return messages(**wanted).select_related(None).select_related("party", "template", "mailing").only(*shown)


NEWEST = ["-created_at", "-id"]
PAGE = 25
newest_messages = PreparedRows(lambda: listed_messages().order_by(*NEWEST)[: PAGE + 1])
"""The beginning of the list, and one more where there are more."""


def mailings_with_unknown() -> dict[int | None, int]:
    """Mailing → how many of its messages nobody can say of whether they left."""
    return dict(_unknown.rows())


_unknown = PreparedRows(
    lambda: Message.objects.filter(state=MessageState.UNKNOWN).order_by().values_list("mailing_id").annotate(n=Count("pk"))
)
newest_mailings = PreparedRows(lambda: Mailing.objects.order_by("-pk").values_list("pk", "name", "state")[:50])
"""Number, name and state of each, for the filter of the list."""


def templates() -> QuerySet[MessageTemplate]:
    """All templates by name, each with its languages."""
    return MessageTemplate.objects.prefetch_related("texts").order_by("name", "pk")


def calls(*, state: str) -> QuerySet[CallTask]:
    """Calls to make, to be made by somebody, or done; with who is to be called and who calls."""
    return CallTask.objects.filter(state=state).select_related("party", "claimed_by")


def due_calls(moment: datetime | None = None) -> QuerySet[CallTask]:
    """What may be called now: open, or taken by somebody who forgot about it."""
    at = moment or now()
    stale = Q(state=CallState.CLAIMED, claimed_at__lt=at - CALL_LEASE)
    return CallTask.objects.filter(Q(state=CallState.OPEN, due_at__lte=at) | stale).select_related("party")


def waiting_letters() -> QuerySet[PaperLetter]:
    """Letters in no batch yet, without their documents."""
    return PaperLetter.objects.filter(batch=None).defer("document").order_by("pk")


def letter_batches() -> QuerySet[LetterBatch]:
    return LetterBatch.objects.select_related("created_by").order_by("-pk")


def letters_of(batch: LetterBatch) -> Iterable[PaperLetter]:
    """In the order of the pages."""
    return PaperLetter.objects.filter(batch=batch).order_by("pk")


def outbox(*, channel: str = "") -> QuerySet[OutboxEntry]:
    """What embedded channels took, without documents."""
    rows = OutboxEntry.objects.defer("document")
    return rows.filter(channel=channel) if channel else rows


def by_number(rows: QuerySet[Any], number: int) -> Any | None:
    """The row of that number, None for one there cannot be."""
    return rows.filter(pk=number).first() if 0 < number <= LARGEST else None
