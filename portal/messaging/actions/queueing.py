"""Queueing: one message, or the messages of a mailing in batches. Asking twice is asking once, by the unique keys.

The channel is chosen here, with its reason kept; whether the message may leave is asked again when it does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import BigIntegerField, Case, CharField, DateTimeField, IntegerField, Q, QuerySet, Value, When

from portal.core.clock import now
from portal.core.events import announce
from portal.core.many import listed
from portal.customers import gate
from portal.customers.enums import ContactChannel
from portal.customers.models import Party
from portal.messaging import events
from portal.messaging.channels import choice as choosing
from portal.messaging.enums import Cause, MailingState, MessageState
from portal.messaging.models import Mailing, Message, MessageTemplate

BATCH = 1000
_OPEN = (MailingState.DRAFT, MailingState.RUNNING, MailingState.PAUSED)
_PASSES = frozenset({gate.Reason.CAPPED, gate.Reason.QUIET, gate.Reason.PAUSED})
"""Reasons that time alone takes away: the message waits for it."""


class MailingClosedError(ValueError):
    """The mailing has ended; it takes no more messages."""


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient of a mailing. `unit_id` is whom it counts for (the household), else the party itself."""

    party_id: int
    template_id: int
    unit_id: int | None = None
    template_version: int = 0
    """Which version of the words; 0: the newest when it leaves."""
    variant: str = ""
    language: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


@dataclass
class Counts:
    """What became of the rows: queued, kept as not reachable (each with its reason), or left out as doubled or gone."""

    queued: int = 0
    unreachable: int = 0
    doubled: int = 0
    gone: int = 0


def send_message(
    party: Party,
    template_slug: str,
    *,
    purpose: str | None = None,
    context: Mapping[str, Any] | None = None,
    channels: Sequence[str] | None = None,
    key: str | None = None,
    due_at: datetime | None = None,
    mailing: Mailing | None = None,
    language: str = "",
    template_version: int = 0,
) -> Message:
    """Queue one message on the cheapest channel the customer agreed to and would rather have; it leaves after the commit.

    It says what version `template_version` of the template says, of 0 what it says when it leaves.
    The same `key` gives the message that is there already. A customer who cannot be reached gets a row that says why.
    Raises MessageTemplate.DoesNotExist, and MailingClosedError.
    """
    template = MessageTemplate.objects.get(slug=template_slug)
    if key is not None and (known := Message.objects.filter(key=key).first()):
        return known
    _refuse_closed(mailing)
    wanted = purpose or (mailing.purpose if mailing else template.purpose)
    chosen = choosing.choose(party, wanted, channels)
    row = Row(party.pk, template.pk, template_version=template_version, language=language, context=context or {}, due_at=due_at)
    people = {party.pk: (party.language, party.time_zone)}
    message = _message(row, wanted, chosen.way(_PASSES), people, mailing, key=key)
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            announce(events.messages_due)
    except IntegrityError:
        return _the_one_there(message)
    return message


def _the_one_there(message: Message) -> Message:
    """The message that was there a moment before. Raises DoesNotExist where something else was wrong."""
    if message.key is not None and (known := Message.objects.filter(key=message.key).first()):
        return known
    if message.mailing_id is None:
        raise Message.DoesNotExist(message.key)
    same = Message.objects.filter(mailing=message.mailing_id)
    return same.filter(unit=message.unit_id).first() or same.get(channel=message.channel, address_norm=message.address_norm)


def queue_messages(
    mailing: Mailing, rows: Iterable[Row], *, channels: Sequence[str] | None = None, local_start: datetime | None = None
) -> Counts:
    """Queue a message for each row, a thousand a transaction, so that any number of rows takes the memory of one batch.

    A second message for the same unit or address is left out and counted. `local_start` (a moment without a zone) is read on each
    customer's own clock. Raises MailingClosedError; what was queued by then stays, and asking again goes on from there.
    """
    counts, source = Counts(), iter(rows)
    while batch := list(islice(source, BATCH)):
        _queue_batch(mailing, batch, channels, local_start, counts)
    return counts


def _queue_batch(mailing: Mailing, rows: list[Row], channels: Sequence[str] | None, local_start: datetime | None, counts: Counts) -> None:
    ids = [row.party_id for row in rows]
    parties = Party.objects.filter(pk__in=listed(ids), erased_at=None).values_list("pk", "language", "time_zone")
    people = {pk: (language, zone) for pk, language, zone in parties}
    choices = choosing.choose_many(people, mailing.purpose, channels, max(mailing.starts_at or now(), now()))
    chosen = {pk: one.way(_PASSES) for pk, one in choices.items()}
    with transaction.atomic():
        held = Mailing.objects.select_for_update().only("state").get(pk=mailing.pk)
        _refuse_closed(held)
        fresh = _Fresh(mailing, [row.unit_id or row.party_id for row in rows], [one.address for one in chosen.values()])
        made = []
        for row in rows:
            if row.party_id not in people:
                counts.gone += 1
                continue
            message = _message(row, mailing.purpose, chosen[row.party_id], people, mailing, local_start=local_start)
            if not fresh.take(message):
                counts.doubled += 1
                continue
            made.append(message)
        Message.objects.bulk_create(made, ignore_conflicts=True)
        if held.state == MailingState.RUNNING:
            announce(events.messages_due)
    unreachable = sum(message.state == MessageState.SKIPPED for message in made)
    counts.unreachable += unreachable
    counts.queued += len(made) - unreachable


CHOSEN = (
    "party_id", "unit_id", "identifier_id", "address_norm", "channel", "language", "template_id", "template_version", "variant", "context",
    "choice", "due_at", "cost_minor",
)  # fmt: skip
"""What `queue_chosen` wants of its rows, in this order."""


def queue_chosen(mailing: Mailing, rows: QuerySet[Any, Any]) -> int:
    """Queue a message for each of these rows in one statement, where the channel was chosen before (`choice.Choice.way`).

    `rows` can be annotated; it has to have a field or annotation for each of CHOSEN. A row without a contact point (any more) is kept
    as not reachable; a second message for the same unit or address is left out. How many were written. Raises MailingClosedError.
    """
    moment, lost = now(), Q(identifier_id=None)
    source = rows.annotate(
        of_mailing=Value(mailing.pk, BigIntegerField()),
        for_purpose=Value(mailing.purpose, CharField()),
        in_state=Case(
            When(lost, then=Value(MessageState.SKIPPED.value)), default=Value(MessageState.QUEUED.value), output_field=CharField()
        ),
        because=Case(When(lost, then=Value(Cause.NO_ADDRESS.value)), default=Value(""), output_field=CharField()),
        nothing=Value("", CharField()),
        no_tries=Value(0, IntegerField()),
        made_at=Value(moment, DateTimeField()),
    ).values_list(*CHOSEN, "of_mailing", "for_purpose", "in_state", "because", "nothing", "nothing", "no_tries", "made_at")
    sql, params = source.query.get_compiler(connection=connection).as_sql()
    columns = ", ".join([*CHOSEN, "mailing_id", "purpose", "state", "reason", "detail", "provider_id", "tries", "created_at"])
    with transaction.atomic():
        held = Mailing.objects.select_for_update().only("state").get(pk=mailing.pk)
        _refuse_closed(held)
        with connection.cursor() as cursor:
            into = f"INSERT INTO {Message._meta.db_table} ({columns})"
            cursor.execute(f"{into} {sql} ON CONFLICT DO NOTHING", params)
            count = int(cursor.rowcount)
        if held.state == MailingState.RUNNING:
            announce(events.messages_due)
    return count


class _Fresh:
    """Tells rows that are new to the mailing from those it has; nobody else adds any while its row is locked."""

    def __init__(self, mailing: Mailing, units: list[int], addresses: list[str]) -> None:
        there = Message.objects.filter(mailing=mailing)
        self.units = set(there.filter(unit_id__in=listed(units)).values_list("unit_id", flat=True))
        known = there.filter(address_norm__in=listed([address for address in addresses if address] or [""]))
        self.addresses = set(known.values_list("channel", "address_norm"))

    def take(self, message: Message) -> bool:
        address = (message.channel, message.address_norm)
        unit = message.unit_id or message.party_id
        if unit in self.units or (message.address_norm and address in self.addresses):
            return False
        self.units.add(unit)
        self.addresses.add(address)
        return True


def _message(
    row: Row, purpose: str, way: choosing.Way, people: Mapping[int, tuple[str, str]], mailing: Mailing | None,
    *, key: str | None = None, local_start: datetime | None = None,
) -> Message:  # fmt: skip
    language, zone = people[row.party_id]
    due_at = row.due_at or (on_the_clock_of(zone, local_start) if local_start else None) or (mailing and mailing.starts_at) or now()
    return Message(
        mailing=mailing, party_id=row.party_id, unit_id=row.unit_id or row.party_id, identifier_id=way.identifier_id,
        address_norm=way.address, channel=way.channel or ContactChannel.EMAIL, purpose=purpose, language=row.language or language,
        template_id=row.template_id, template_version=row.template_version, variant=row.variant, context=dict(row.context), choice=way.kept,
        state=MessageState.SKIPPED if way.reason else MessageState.QUEUED, reason=way.reason,
        due_at=due_at, cost_minor=way.cost_minor, key=key,
    )  # fmt: skip


def _refuse_closed(mailing: Mailing | None) -> None:
    if mailing is not None and mailing.state not in _OPEN:
        raise MailingClosedError(str(mailing.pk))


def on_the_clock_of(zone_name: str, moment: datetime) -> datetime:
    """The moment at which a clock in that zone shows `moment` (without a zone); an unknown zone is the house's.

    An hour that a clock skips in spring is the one after it; of an hour that comes twice in autumn the first counts.
    """
    try:
        zone = ZoneInfo(zone_name or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = ZoneInfo(settings.TIME_ZONE)
    plain = moment.replace(tzinfo=None)
    return plain.replace(tzinfo=zone, fold=0).astimezone(UTC)
