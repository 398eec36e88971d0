"""Every write on calls to be made: one person calls at a time, and what came of it is a fact of the customer.

A call waits on its list for hours, so the gate is asked once more when somebody takes it: who no longer wants calls gets none.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from portal.core.clock import now
from portal.customers import actions as customers
from portal.customers import gate, timeline
from portal.customers.actions import consent, contacts, preferences
from portal.customers.enums import Channel, ConsentSource, ContactChannel, Direction
from portal.customers.models import Party
from portal.messaging.actions import sending
from portal.messaging.channels.base import OutgoingMessage
from portal.messaging.enums import CALL_LEASE, CallOutcome, CallState
from portal.messaging.models import CallTask

AGAIN_AFTER = timedelta(hours=4)
MOST_TRIES = 3


class CallTakenError(Exception):
    """Somebody else is calling, or the call is done."""


class NotNowError(Exception):
    """The customer may not be called now; `again_at` says from when on, None: never for this."""

    def __init__(self, verdict: gate.Verdict) -> None:
        super().__init__(verdict.reason)
        self.reason, self.again_at = verdict.reason, verdict.again_at


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

    Only one call to a customer is made at a time: his other calls wait while one is taken. Raises NotNowError where the gate says no:
    the call then comes back when it may be made, or is off the list.
    """
    moment = now()
    stale = Q(state=CallState.CLAIMED, claimed_at__lt=moment - CALL_LEASE)
    own = Q(state=CallState.CLAIMED, claimed_by=by)
    free = CallTask.objects.filter(Q(state=CallState.OPEN) | stale | own, pk=task.pk)
    with transaction.atomic():
        _one_at_a_time(task.party_id)
        verdict = _verdict(task, moment)
        if not verdict.allowed:
            _put_off(task, free, verdict)
        elif not free.update(state=CallState.CLAIMED, claimed_by=by, claimed_at=moment):
            raise CallTakenError
        others = CallTask.objects.filter(party_id=task.party_id, state=CallState.CLAIMED, claimed_at__gte=moment - CALL_LEASE)
        if verdict.allowed and others.exclude(pk=task.pk).exclude(claimed_by=by).exists():
            raise CallTakenError
    task.refresh_from_db()
    if not verdict.allowed:
        raise NotNowError(verdict)
    return task


def _verdict(task: CallTask, moment: datetime) -> gate.Verdict:
    """What the gate says now; the call itself, which is noted since it was put on the list, does not count against it."""
    if task.identifier is None:
        return gate.address_verdict(task.number, ContactChannel.PHONE, task.purpose, at=moment)
    noted = contacts.drop_contacts([task.reference])
    verdict = gate.may_send(task.identifier, task.purpose, ContactChannel.PHONE, at=moment)
    if noted and (verdict.allowed or verdict.again_at):
        made = contacts.Made(task.party_id, ContactChannel.PHONE, task.purpose, task.reference, task.identifier_id, moment)
        contacts.note_contacts([made])
    return verdict


def _put_off(task: CallTask, free: QuerySet[CallTask], verdict: gate.Verdict) -> None:
    """The call comes back when it may be made, or is off the list. Raises CallTakenError when it is somebody else's to say."""
    changes: dict[str, Any] = {"claimed_by": None, "claimed_at": None, "state": CallState.OPEN, "due_at": verdict.again_at}
    if verdict.again_at is None:
        changes |= {"state": CallState.DONE, "outcome": CallOutcome.FORBIDDEN, "due_at": task.due_at, "done_at": now()}
    if not free.update(**changes):
        raise CallTakenError
    if verdict.again_at is None and task.message_id is not None:
        sending.take_off({task.message_id: verdict.reason})


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

    Nobody there, or later: the call comes back (`again_at`, else in four hours), at most three times. Who answered has confirmed that
    he can be reached so; who does not want calls gets none any more; a wrong number is taken off the customer.
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
        _follow(task, wanted, by)
    task.refresh_from_db()


def _follow(task: CallTask, outcome: CallOutcome, by: Any) -> None:
    """What a call says of the number and of the customer's wish to be called."""
    if outcome in {CallOutcome.REACHED, CallOutcome.LATER}:
        preferences.confirm_use(task.party, ContactChannel.PHONE, task.purpose)
    elif outcome == CallOutcome.REFUSED and task.identifier is not None:
        told = {"said": "does not want calls", "call": task.pk}
        consent.withdraw_all([task.identifier], source=ConsentSource.TELEPHONE, evidence=told, by=by, channels=[ContactChannel.PHONE])
    elif outcome == CallOutcome.WRONG and task.identifier is not None:
        customers.end_identifier(task.identifier, by=by)
