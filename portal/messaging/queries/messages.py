"""How far a mailing is, what may leave now, and what is open."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from portal.core.clock import now
from portal.messaging.enums import Cause, MailingState, MessageState
from portal.messaging.models import DeliveryEvent, Mailing, Message


def progress(mailing: Mailing) -> dict[str, int]:
    """State → how many of its messages, every state named; counted from the rows, which are the truth."""
    found = Message.objects.filter(mailing=mailing).values_list("state").annotate(n=Count("pk")).order_by()
    return {state.value: 0 for state in MessageState} | dict(found)


def reasons(mailing: Mailing) -> dict[tuple[str, str], int]:
    """(state, reason) → how many, for all that were not simply sent."""
    rows = Message.objects.filter(mailing=mailing).exclude(reason="")
    return {(state, reason): n for state, reason, n in rows.values_list("state", "reason").annotate(n=Count("pk")).order_by()}


def cost(mailing: Mailing) -> int:
    """What its sent messages cost, in hundredths of the house currency."""
    return Message.objects.filter(mailing=mailing, state=MessageState.SENT).aggregate(total=Sum("cost_minor"))["total"] or 0


def due_mailings(moment: datetime | None = None) -> list[int | None]:
    """The mailings with something to send now; None first, for messages of no mailing."""
    moment = moment or now()
    due = Message.objects.filter(state=MessageState.QUEUED, due_at__lte=moment)
    running = Mailing.objects.filter(state=MailingState.RUNNING).filter(Q(starts_at=None) | Q(starts_at__lte=moment))
    found = running.filter(Exists(due.filter(mailing=OuterRef("pk")))).order_by("pk").values_list("pk", flat=True)
    alone: list[int | None] = [None] if due.filter(mailing=None).exists() else []
    return [*alone, *found]


def due_messages(mailing_id: int | None, moment: datetime) -> QuerySet[Message]:
    """What may be claimed of one mailing (None: of no mailing), oldest first."""
    rows = Message.objects.filter(mailing_id=mailing_id) if mailing_id else Message.objects.filter(mailing=None)
    return rows.filter(state=MessageState.QUEUED, due_at__lte=moment).order_by("due_at", "pk")


def unresolved() -> QuerySet[Message]:
    """Messages of which nobody can say whether they left, newest claim first: for the desk."""
    return Message.objects.filter(state=MessageState.UNKNOWN).order_by("-claimed_at", "-pk")


def open_unknown(mailing: Mailing) -> int:
    """How many of its unknown messages no policy has resolved yet."""
    return Message.objects.filter(mailing=mailing, state=MessageState.UNKNOWN, reason=Cause.LOST).count()


def events_by_kind(mailing: Mailing) -> dict[tuple[str, bool], int]:
    """(kind, by a machine) → how many of its messages have at least one such event."""
    rows: Any = DeliveryEvent.objects.filter(message__mailing=mailing).values_list("kind", "machine")
    return {(kind, machine): n for kind, machine, n in rows.annotate(n=Count("message", distinct=True)).order_by()}
