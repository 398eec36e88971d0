"""Mailings: opened as drafts, filled, started, paused, gone on with, stopped. Each step is one guarded UPDATE.

How fast: `take_share` keeps the count of the present window in the mailing's row, so that all senders together keep it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Greatest

from portal.core.clock import now
from portal.core.events import announce
from portal.customers.enums import BASIS_OF, Basis, Purpose
from portal.messaging import events
from portal.messaging.enums import Cause, MailingClass, MailingState, MessageState
from portal.messaging.models import Mailing, Message


class MailingStateError(ValueError):
    """The mailing is not in a state in which that can be done (any more)."""


def class_of(purpose: str) -> MailingClass:
    """What is owed to the customer may be sent again where it is unknown whether it left; everything else never."""
    return MailingClass.TRANSACTIONAL if BASIS_OF[Purpose(purpose)] == Basis.CONTRACT else MailingClass.PROMOTIONAL


def open_mailing(
    name: str,
    purpose: str,
    *,
    by: Any,
    mailing_class: str = "",
    origin: str = "",
    starts_at: datetime | None = None,
    latest_start_at: datetime | None = None,
    per_minute: int = 0,
    tracking: bool = False,
) -> Mailing:
    """A draft to queue messages into; nothing leaves before it is started. ValueError for a latest start before the start.

    Advertising cannot be declared as owed: the class follows from the purpose, and may only be made stricter.
    """
    if starts_at and latest_start_at and latest_start_at <= starts_at:
        raise ValueError("the latest start lies before the start")
    natural = class_of(purpose)
    if mailing_class == MailingClass.TRANSACTIONAL and natural != MailingClass.TRANSACTIONAL:
        raise ValueError("a mailing of this purpose cannot be owed to the customer")
    return Mailing.objects.create(
        name=name[:160], purpose=Purpose(purpose), mailing_class=mailing_class or natural, origin=origin, starts_at=starts_at,
        latest_start_at=latest_start_at, per_minute=per_minute, tracking=tracking, created_by=by if getattr(by, "pk", None) else None,
    )  # fmt: skip


def start_mailing(mailing: Mailing, *, by: Any) -> None:
    """From now on (or from its own start) senders take its messages. MailingStateError unless it is a draft."""
    _move(mailing, MailingState.RUNNING, MailingState.DRAFT)


def pause_mailing(mailing: Mailing, *, by: Any) -> None:
    """Senders stop within a second; claimed messages that have not left wait again. MailingStateError unless it is running."""
    _move(mailing, MailingState.PAUSED, MailingState.RUNNING)


def resume_mailing(mailing: Mailing, *, by: Any) -> None:
    """Go on where it was: what is queued is what is left. MailingStateError unless it is paused."""
    _move(mailing, MailingState.RUNNING, MailingState.PAUSED)


def stop_mailing(mailing: Mailing, *, by: Any) -> int:
    """End it for good; what has not left is marked as not sent. Returns how many. MailingStateError when it is over already."""
    with transaction.atomic():
        _move(mailing, MailingState.STOPPED, MailingState.DRAFT, MailingState.RUNNING, MailingState.PAUSED)
        waiting = Message.objects.filter(mailing=mailing, state=MessageState.QUEUED)
        return waiting.update(state=MessageState.SKIPPED, reason=Cause.STOPPED)


def _move(mailing: Mailing, to: MailingState, *froms: MailingState) -> None:
    moment = now()
    changes: dict[str, Any] = {"state": to}
    if to == MailingState.STOPPED:
        changes["finished_at"] = moment
    with transaction.atomic():
        if not Mailing.objects.filter(pk=mailing.pk, state__in=froms).update(**changes):
            current = Mailing.objects.filter(pk=mailing.pk).values_list("state", flat=True).first()
            raise MailingStateError(f"{current} cannot become {to}")
        if to == MailingState.RUNNING:
            announce(events.messages_due)
    mailing.refresh_from_db()


def finish_mailings() -> int:
    """Running mailings of which nothing waits and nothing is open are done; returns how many."""
    unfinished = Message.objects.filter(mailing=OuterRef("pk"), state__in=[MessageState.QUEUED, MessageState.CLAIMED])
    lost = Message.objects.filter(mailing=OuterRef("pk"), state=MessageState.UNKNOWN, reason=Cause.LOST)
    begun = Message.objects.filter(mailing=OuterRef("pk"))
    ended = Mailing.objects.filter(Exists(begun), ~Exists(unfinished), ~Exists(lost), state=MailingState.RUNNING)
    return ended.update(state=MailingState.DONE, finished_at=now())


_FINE = 120
"""From this many a minute on the minute is cut into twelve windows, so that a minute's messages do not leave in its first second."""


def take_share(mailing_id: int, wanted: int) -> int:
    """How many of `wanted` messages may leave now, taken from the mailing's share; called in the transaction of the claim."""
    row = Mailing.objects.select_for_update().only("per_minute", "window_at", "window_taken").get(pk=mailing_id)
    if not row.per_minute:
        return wanted
    seconds, most = (5, row.per_minute // 12) if row.per_minute >= _FINE else (60, row.per_minute)
    moment = now()
    window = moment - timedelta(seconds=moment.second % seconds, microseconds=moment.microsecond)
    taken = row.window_taken if row.window_at == window else 0
    share = max(0, min(wanted, most - taken))
    if share:
        Mailing.objects.filter(pk=mailing_id).update(window_at=window, window_taken=taken + share)
    return share


def give_share_back(mailing_id: int, unused: int) -> None:
    """What was taken and did not leave may be taken again, in the same window."""
    if unused > 0:
        taken = Mailing.objects.filter(pk=mailing_id, per_minute__gt=0)
        taken.update(window_taken=Greatest(F("window_taken") - min(unused, 2**31 - 1), 0))
