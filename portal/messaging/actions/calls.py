"""Every write on calls to be made: one person calls at a time, and what came of it is a fact of the customer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from portal.core.clock import now
from portal.customers import timeline
from portal.customers.enums import Channel, Direction
from portal.customers.models import Party
from portal.messaging.channels.base import OutgoingMessage
from portal.messaging.enums import CALL_LEASE, CallOutcome, CallState
from portal.messaging.models import CallTask

AGAIN_AFTER = timedelta(hours=4)
MOST_TRIES = 3


class CallTakenError(Exception):
    """Somebody else is calling, or the call is done."""


def note_calls(messages: Sequence[OutgoingMessage]) -> None:
    """Put each message on the list of calls, once however often it is tried."""
    rows = [
        CallTask(
            reference=message.reference, message_id=message.message_id, party_id=message.party_id, identifier_id=message.identifier_id,
            number=message.address[:40], purpose=message.purpose, language=message.language, subject=message.rendered.subject[:300],
            script=message.rendered.body_text,
        )
        for message in messages
    ]  # fmt: skip
    with transaction.atomic():
        CallTask.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def claim_call(task: CallTask, *, by: Any) -> CallTask:
    """Take the call for oneself. Raises CallTakenError when somebody else has it; taking one's own again is fine.

    Only one call to a customer is made at a time: his other calls wait while one is taken.
    """
    moment = now()
    stale = Q(state=CallState.CLAIMED, claimed_at__lt=moment - CALL_LEASE)
    own = Q(state=CallState.CLAIMED, claimed_by=by)
    with transaction.atomic():
        _one_at_a_time(task.party_id)
        taken = CallTask.objects.filter(Q(state=CallState.OPEN) | stale | own, pk=task.pk)
        if not taken.update(state=CallState.CLAIMED, claimed_by=by, claimed_at=moment):
            raise CallTakenError
        others = CallTask.objects.filter(party_id=task.party_id, state=CallState.CLAIMED, claimed_at__gte=moment - CALL_LEASE)
        if others.exclude(pk=task.pk).exclude(claimed_by=by).exists():
            raise CallTakenError
    task.refresh_from_db()
    return task


def _one_at_a_time(party_id: int) -> None:
    """Who takes a call of this customer waits for whoever is taking another of his."""
    list(Party.objects.select_for_update(no_key=True).filter(pk=party_id).values_list("pk"))


def give_back_call(task: CallTask, *, by: Any) -> None:
    """Put a call back on the list without having called. Raises CallTakenError when it is not one's own."""
    mine = CallTask.objects.filter(pk=task.pk, state=CallState.CLAIMED, claimed_by=by)
    if not mine.update(state=CallState.OPEN, claimed_by=None, claimed_at=None):
        raise CallTakenError


def finish_call(task: CallTask, *, outcome: str, note: str = "", by: Any, again_at: datetime | None = None) -> None:
    """Note what came of a call. Raises CallTakenError when it is not one's own.

    Nobody there, or later: the call comes back (`again_at`, else in four hours), at most three times.
    """
    wanted = CallOutcome(outcome)
    moment = now()
    comes_back = wanted in {CallOutcome.NO_ANSWER, CallOutcome.LATER} and task.tries + 1 < MOST_TRIES
    changes: dict[str, Any] = {"outcome": wanted, "note": note, "tries": F("tries") + 1}
    if comes_back:
        changes |= {"state": CallState.OPEN, "claimed_by": None, "claimed_at": None, "due_at": again_at or moment + AGAIN_AFTER}
    else:
        changes |= {"state": CallState.DONE, "done_at": moment}
    with transaction.atomic():
        if not CallTask.objects.filter(pk=task.pk, state=CallState.CLAIMED, claimed_by=by).update(**changes):
            raise CallTakenError
        timeline.record(
            task.party, "messaging.called", attrs={"subject": task.subject, "outcome": str(wanted.value)}, about=task, actor=by,
            channel=Channel.PHONE, direction=Direction.OUT, identifier=task.identifier, key=f"called:{task.pk}:{task.tries + 1}",
            source="messaging",
        )  # fmt: skip
    task.refresh_from_db()
