"""A sender: takes due messages in batches, writes them, looks at consent once more, hands them over and marks them. Any number at once.

Killed at any moment, it leaves rows and a journal from which others settle what it held (`actions.marking`).
"""

import logging
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Self
from uuid import UUID, uuid4

from django.db import DatabaseError

from portal.core.many import listed
from portal.messaging import headers, journal, references, tracking
from portal.messaging.actions import mailings, marking, sending
from portal.messaging.channels.base import NOT_BEGUN, SLOW, Channel, Outcome, OutgoingMessage, channels
from portal.messaging.models import Message
from portal.messaging.queries import messages as queries
from portal.messaging.rendering.outgoing import Refused, outgoing

logger = logging.getLogger("portal.messaging")
BATCH = 500
_LOT = 250
"""How many are written together."""
_FIRST, _FEWEST_OF_ONE_THAT_ENDS_ITSELF = 5, 20
_TURN = 0.5
"""Seconds that handing over should take after consent was looked at. A channel with a journal ends a slower turn itself (`SLOW`)."""
_UPKEEP_SECONDS = 5.0
_RELATED = ("party", "identifier", "template", "mailing")


class Sender:
    """One sender of one process. `round()` sends a batch of everything that is due; `close()` lets go of what it holds."""

    def __init__(self) -> None:
        self.id: UUID = uuid4()
        self.journal = journal.Journal(self.id)
        self._turns: dict[str, int] = {}
        self._kept_up_at = 0.0
        self._renewed_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End: what was not begun waits for others, what is unknown is said to be."""
        try:
            marking.settle(self.id, journal.read(self.id))
        except DatabaseError:
            logger.exception("a sender ended without its database; others will settle what it held")
        else:
            self.journal.close()
        for channel in channels:
            channel.close()

    def round(self) -> int:
        """Upkeep now and then, then a batch of every mailing that has something due; how many messages were dealt with."""
        if time.monotonic() - self._kept_up_at > _UPKEEP_SECONDS:
            keep_up()
            self._kept_up_at = time.monotonic()
        due = queries.due_mailings()
        alone, others = [one for one in due if one is None], [one for one in due if one is not None]
        secrets.SystemRandom().shuffle(others)
        return sum(self.batch(mailing_id) for mailing_id in [*alone, *others])

    def batch(self, mailing_id: int | None) -> int:
        """One batch of one mailing. Whatever goes wrong, what was claimed is settled before the fault goes on."""
        try:
            numbers = self.claim(mailing_id)
            if numbers:
                self._send(sending.sort_out(self.id, numbers))
        except BaseException:
            self._settle_own()
            raise
        return len(numbers)

    def claim(self, mailing_id: int | None) -> list[int]:
        return sending.claim(self.id, mailing_id, BATCH)

    def _settle_own(self) -> None:
        try:
            marking.settle(self.id, journal.read(self.id))
        except DatabaseError:
            logger.exception("what a sender held could not be settled")

    def _send(self, numbers: Iterable[int]) -> None:
        waiting = deque(numbers)
        while waiting:
            lot = [waiting.popleft() for _number in range(min(_LOT, len(waiting)))]
            waiting.extendleft(reversed(self.send_lot(lot)))

    def send_lot(self, numbers: list[int]) -> list[int]:
        """Write them together, then turn by turn look once more, hand over, mark. The numbers whose turn ended before they began."""
        ready = self._written(numbers)
        by_channel: dict[str, deque[OutgoingMessage]] = {}
        for number in numbers:
            if number in ready:
                by_channel.setdefault(ready[number].channel, deque()).append(ready[number])
        slow: list[int] = []
        for slug, waiting in by_channel.items():
            while waiting:
                size = self._turns.get(slug, _FIRST)
                slow += self._turn(channels[slug], [waiting.popleft() for _number in range(min(size, len(waiting)))])
                self._renew()
        return slow

    def _turn(self, channel: Channel, lot: list[OutgoingMessage]) -> list[int]:
        """The last look at some messages of one channel, and what follows at once."""
        going = set(self.last_look([one.message_id or 0 for one in lot]))
        allowed = [one for one in lot if one.message_id in going]
        began = time.monotonic()
        outcomes = self._deliver(channel, allowed) if allowed else []
        slow = [references.number_of_reference(one.reference) for one in outcomes if one.reason == NOT_BEGUN and one.detail == SLOW]
        if allowed:
            self._learn(channel, len(allowed) - len(slow), time.monotonic() - began)
        titles = {one.message_id: one.rendered.subject for one in allowed if one.message_id}
        self.mark([one for one in outcomes if not (one.reason == NOT_BEGUN and one.detail == SLOW)], titles)
        sending.take_back(self.id, slow)
        self.journal.begin_anew()
        return slow

    def _learn(self, channel: Channel, handed: int, took: float) -> None:
        """How many may be handed over in the next turn, by what this one took."""
        if handed < self._turns.get(channel.slug, _FIRST) and took < _TURN:
            return  # the end of a lot: it tells nothing
        least = _FEWEST_OF_ONE_THAT_ENDS_ITSELF if hasattr(channel, "journal") else 1
        self._turns[channel.slug] = max(least, min(_LOT, 2 * handed, int(handed * _TURN / max(took, 0.001))))

    def _renew(self) -> None:
        if time.monotonic() - self._renewed_at > 30:
            sending.renew(self.id)
            self._renewed_at = time.monotonic()

    def last_look(self, numbers: list[int]) -> list[int]:
        return sending.hand_over(self.id, numbers)

    def mark(self, outcomes: list[Outcome], titles: Mapping[int, str]) -> None:
        marking.mark(self.id, outcomes, titles=titles)

    def _written(self, numbers: list[int]) -> dict[int, OutgoingMessage]:
        """The messages as they will leave; those that cannot be written are marked as failed."""
        rows = list(Message.objects.filter(pk__in=listed(numbers)).select_related(*_RELATED))
        links = tracking.Links.of(rows)
        found: dict[int, Any] = {}
        try:
            found = outgoing(rows, rewrite=links.rewrite)
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001 - one message with strange data must not hold up the others
            for row in rows:
                found |= _one_by_one(row, links)
        faults = {number: (one.reason, one.detail) for number, one in found.items() if isinstance(one, Refused)}
        faults |= {row.pk: ("no_channel", row.channel) for row in rows if row.channel not in channels and row.pk not in faults}
        sending.skip(self.id, faults)
        return {row.pk: _addressed(row, found[row.pk], links) for row in rows if row.pk not in faults}

    def _deliver(self, channel: Channel, lot: list[OutgoingMessage]) -> list[Outcome]:
        """One outcome for each. A channel that keeps no journal itself is kept one for, of the lot as a whole."""
        keeps_own = hasattr(channel, "journal")
        if keeps_own:
            channel.journal = self.journal  # type: ignore[attr-defined]
        else:
            for message in lot:
                self.journal.begin(message.reference)
        try:
            outcomes = channel.deliver(lot)
        except DatabaseError:
            raise
        except Exception as error:
            logger.exception("the channel %s took nothing", channel.slug)
            outcomes = [Outcome.failed(one, NOT_BEGUN, detail=type(error).__name__, again=True) for one in lot]
        for outcome in [] if keeps_own else outcomes:
            self.journal.end(outcome.reference, marking.AGAIN if outcome.again else outcome.state, outcome.reason)
        return outcomes


def _one_by_one(row: Message, links: tracking.Links) -> dict[int, Any]:
    try:
        return outgoing([row], rewrite=links.rewrite)
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("message %s cannot be written", row.pk)
        return {row.pk: Refused("cannot_be_written", type(error).__name__)}


def _addressed(row: Message, message: OutgoingMessage, links: tracking.Links) -> OutgoingMessage:
    """The message with what names it and how to end it."""
    return replace(
        message, rfc_message_id=references.rfc_message_id(row.pk), headers={**headers.headers_of(row), **message.headers},
        rendered=links.with_picture(row, message.rendered),
    )  # fmt: skip


def keep_up() -> None:
    """What any sender does for all: settle the dead and the silent, resolve what is unknown, end what is finished."""
    marking.settle_dead()
    marking.settle_stale()
    marking.resolve_by_policy()
    mailings.finish_mailings()


def send_due(*, seconds: float = 50.0, stopping: Callable[[], bool] | None = None) -> int:
    """Send what is due, for so many seconds at most; how many messages were dealt with. For a worker's job and for tests."""
    count, until = 0, time.monotonic() + seconds
    with Sender() as sender:
        while time.monotonic() < until and not (stopping and stopping()):
            done = sender.round()
            count += done
            if not done:
                break
    mailings.finish_mailings()
    return count
