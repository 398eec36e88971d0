"""Sending, one step a function: claim, look again, hand over, mark; and what becomes of claims whose sender is gone.

The order is the promise: a claim is committed before anything is looked at, 'about to be handed over' is committed before anything is
handed over, and what became of it is marked after. So a sender that is killed leaves rows that say how far it had come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from portal.core.clock import now
from portal.core.many import listed
from portal.customers import gate
from portal.customers.actions import contacts
from portal.customers.models import Party
from portal.customers.queries import aliases
from portal.messaging import references
from portal.messaging.actions import mailings
from portal.messaging.enums import Cause, MailingState, MessageState
from portal.messaging.models import Message
from portal.messaging.queries import messages as queries

LATER = timedelta(seconds=30)
"""When a message waits for another one to the same person."""


def claim(sender: UUID, mailing_id: int | None, limit: int) -> list[int]:
    """Take up to `limit` due messages of one mailing for this sender; no other sender can take them. Their numbers, oldest first."""
    moment = now()
    with transaction.atomic():
        share = mailings.take_share(mailing_id, limit) if mailing_id else limit
        if not share:
            return []
        rows = queries.due_messages(mailing_id, moment).select_for_update(skip_locked=True).values_list("pk", flat=True)
        numbers = list(rows[:share])
        free = Message.objects.filter(pk__in=listed(numbers), state=MessageState.QUEUED)
        taken = free.update(state=MessageState.CLAIMED, claim=sender, claimed_at=moment, handed_at=None)
        if mailing_id:
            mailings.give_share_back(mailing_id, share - taken)
    return numbers if taken == len(numbers) else _held(sender, numbers)


def _held(sender: UUID, numbers: Sequence[int]) -> list[int]:
    mine = Message.objects.filter(pk__in=listed(numbers), claim=sender, state=MessageState.CLAIMED)
    return list(mine.order_by("due_at", "pk").values_list("pk", flat=True))


@dataclass
class Sorted:
    """What may go of some claimed messages, and what may not: number → reason, or the moment from which on it may be asked again."""

    go: list[int] = field(default_factory=list)
    skip: dict[int, str] = field(default_factory=dict)
    wait: dict[int, datetime] = field(default_factory=dict)
    free: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    party_id: int
    identifier_id: int | None
    purpose: str
    channel: str
    mailing_id: int | None
    mailing_state: str | None
    latest_start_at: datetime | None


_FIELDS = ("pk", "party_id", "identifier_id", "purpose", "channel", "mailing_id", "mailing__state", "mailing__latest_start_at")


def sort_out(sender: UUID, numbers: Sequence[int]) -> list[int]:
    """Ask the gate for claimed messages and let go of those that may not leave; the numbers that may, in their order."""
    with transaction.atomic():
        found = _look(_rows(sender, numbers))
        _let_go(sender, found)
    return found.go


def hand_over(sender: UUID, numbers: Sequence[int]) -> list[int]:
    """The last look, with its commit the last moment before messages leave: those that may, noted as about to be handed over.

    The contact ledger counts them from here on; people stay locked meanwhile, so that two senders cannot both find room under a cap.
    """
    moment = now()
    with transaction.atomic():
        rows = _rows(sender, numbers, lock=True)
        _lock_people(rows)
        found = _look(rows)
        _let_go(sender, found)
        going = set(found.go)
        Message.objects.filter(pk__in=listed(found.go)).update(handed_at=moment, claimed_at=moment)
        made = [row for row in rows if row.pk in going]
        contacts.note_contacts(
            contacts.Made(row.party_id, row.channel, row.purpose, references.reference(row.pk), row.identifier_id, moment) for row in made
        )
    return found.go


def _rows(sender: UUID, numbers: Sequence[int], *, lock: bool = False) -> list[_Row]:
    mine = Message.objects.filter(pk__in=listed(numbers), claim=sender, state=MessageState.CLAIMED)
    if lock:
        list(mine.order_by("pk").select_for_update().values_list("pk"))
    found = {row[0]: _Row(*row) for row in mine.values_list(*_FIELDS)}
    return [found[number] for number in numbers if number in found]


def _lock_people(rows: Sequence[_Row]) -> None:
    people = sorted({row.party_id for row in rows if row.purpose not in gate.OWED})
    if people:
        list(Party.objects.filter(pk__in=listed(people)).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _look(rows: Sequence[_Row]) -> Sorted:
    """What holds for each: its mailing, its lateness, the gate's verdict; one a person and purpose, since a verdict knows one only."""
    found, moment = Sorted(), now()
    asked: dict[tuple[str, str], list[_Row]] = {}
    for row in rows:
        if row.mailing_state == MailingState.STOPPED:
            found.skip[row.pk] = Cause.STOPPED
        elif row.mailing_id and row.mailing_state != MailingState.RUNNING:
            found.free.append(row.pk)
        elif row.latest_start_at and moment > row.latest_start_at:
            found.skip[row.pk] = Cause.LATE
        elif row.identifier_id is None:
            found.skip[row.pk] = Cause.NO_ADDRESS
        else:
            asked.setdefault((row.purpose, row.channel), []).append(row)
    for (purpose, channel), group in asked.items():
        _ask(group, purpose, channel, moment, found)
    return found


def _ask(group: list[_Row], purpose: str, channel: str, moment: datetime, found: Sorted) -> None:
    verdicts = gate.verdicts([row.identifier_id for row in group if row.identifier_id], purpose, channel, at=moment)
    counted = purpose not in gate.OWED and channel not in gate.UNCOUNTED
    people = aliases.canonical_ids([row.party_id for row in group]) if counted else {}
    seen: set[int] = set()
    for row in group:
        verdict = verdicts[row.identifier_id or 0]
        person = people.get(row.party_id, row.party_id)
        if not verdict.allowed and verdict.again_at is None:
            found.skip[row.pk] = verdict.reason
        elif not verdict.allowed and verdict.again_at is not None:
            found.wait[row.pk] = verdict.again_at
        elif counted and person in seen:
            found.wait[row.pk] = moment + LATER
        else:
            seen.add(person)
            found.go.append(row.pk)


def _let_go(sender: UUID, found: Sorted) -> None:
    """Write down what does not go now: skipped for good with its reason, waiting for a later moment, or simply free again."""
    mine = Message.objects.filter(claim=sender, state=MessageState.CLAIMED)
    for reason, numbers in _grouped(found.skip).items():
        mine.filter(pk__in=listed(numbers)).update(state=MessageState.SKIPPED, reason=reason)
    for due_at, numbers in _grouped(found.wait).items():
        mine.filter(pk__in=listed(numbers)).update(state=MessageState.QUEUED, due_at=due_at, **NOBODYS)
    if found.free:
        mine.filter(pk__in=listed(found.free)).update(state=MessageState.QUEUED, **NOBODYS)
    _give_back([*found.skip, *found.wait, *found.free])


NOBODYS: dict[str, None] = {"claim": None, "claimed_at": None, "handed_at": None}


def _grouped(values: Mapping[int, object]) -> dict[object, list[int]]:
    groups: dict[object, list[int]] = {}
    for number, value in values.items():
        groups.setdefault(value, []).append(number)
    return groups


def _give_back(numbers: Sequence[int]) -> None:
    """What did not leave does not count against its mailing's share of the minute."""
    if not numbers:
        return
    rows = Message.objects.filter(pk__in=listed(numbers), mailing__per_minute__gt=0).values_list("mailing_id", flat=True)
    unused: dict[int, int] = {}
    for mailing_id in rows:
        unused[mailing_id] = unused.get(mailing_id, 0) + 1
    for mailing_id, count in sorted(unused.items()):
        mailings.give_share_back(mailing_id, count)


def release(sender: UUID, numbers: Iterable[int] | None = None, *, until: datetime | None = None) -> int:
    """Messages of this sender that have certainly not left wait again (all that were not handed over, or these). How many."""
    mine = Message.objects.filter(claim=sender, state=MessageState.CLAIMED)
    mine = mine.filter(handed_at=None) if numbers is None else mine.filter(pk__in=listed(numbers))
    with transaction.atomic():
        freed = list(mine.select_for_update().values_list("pk", flat=True))
        changes = {"due_at": until} if until else {}
        rows = Message.objects.filter(pk__in=listed(freed), claim=sender, state=MessageState.CLAIMED)
        count = rows.update(state=MessageState.QUEUED, **changes, **NOBODYS)
        contacts.drop_contacts(references.reference(number) for number in freed)
        _give_back(freed)
    return count


def take_back(sender: UUID, numbers: Sequence[int]) -> None:
    """Messages whose turn ended before they were begun are this sender's still; the next last look comes before they go."""
    if not numbers:
        return
    with transaction.atomic():
        mine = Message.objects.filter(pk__in=listed(numbers), claim=sender, state=MessageState.CLAIMED)
        mine.update(handed_at=None)
        contacts.drop_contacts(references.reference(number) for number in numbers)


def renew(sender: UUID) -> None:
    """This sender lives: the lease of what it holds begins anew."""
    Message.objects.filter(claim=sender, state=MessageState.CLAIMED).update(claimed_at=now())


def skip(sender: UUID, reasons: Mapping[int, tuple[str, str]]) -> None:
    """Claimed messages that cannot be written at all (number → reason, detail) have failed."""
    mine = Message.objects.filter(claim=sender, state=MessageState.CLAIMED)
    with transaction.atomic():
        for number, (reason, detail) in reasons.items():
            mine.filter(pk=number).update(state=MessageState.FAILED, reason=reason[:40], detail=detail[:300], handed_at=None)
        _give_back(list(reasons))


def take_off(reasons: Mapping[int, str]) -> None:
    """Messages (number → reason) that people were to carry out, a call or a letter, and that may not be any more: nobody was reached."""
    with transaction.atomic():
        for number, reason in reasons.items():
            Message.objects.filter(pk=number, state=MessageState.SENT).update(state=MessageState.SKIPPED, reason=reason[:40])
        contacts.drop_contacts(references.reference(number) for number in reasons)


def due_again(tries: int) -> datetime:
    """When a message that the carrier refused for now is tried again: one minute, four, sixteen …, at most six hours."""
    return now() + min(timedelta(minutes=4 ** min(tries, 8)), timedelta(hours=6))
