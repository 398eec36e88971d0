"""Senders under measure: several processes of one mailing into the sink, some of them killed at random, counted at the other end."""

import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connections

from portal.core.clock import now
from portal.core.many import listed
from portal.messaging import references
from portal.messaging.enums import MessageState
from portal.messaging.management.commands.send import run
from portal.messaging.models import Mailing, Message
from portal.messaging.queries import messages as queries
from portal.messaging.sender import Sender, keep_up
from portal.site.bench import smtp_sink
from portal.site.bench.machine import cpu_of, memory_of

LONGEST = 3600.0


class UnclaimedSender(Sender):
    """The negative control: sends what is due without taking it first. Two of these double what they send."""

    def claim(self, mailing_id: int | None) -> list[int]:
        return list(queries.due_messages(mailing_id, now()).values_list("pk", flat=True)[:500])

    def batch(self, mailing_id: int | None) -> int:
        numbers = self.claim(mailing_id)
        self._send(numbers)
        return len(numbers)

    def last_look(self, numbers: list[int]) -> list[int]:
        return numbers

    def mark(self, outcomes: list, titles: object) -> None:
        sent = [references.number_of_reference(one.reference) for one in outcomes if one.state == MessageState.SENT]
        Message.objects.filter(pk__in=listed(sent)).update(state=MessageState.SENT, sent_at=now())  # no row: the control does it wrongly


@contextmanager
def sink(folder: Path) -> Iterator[tuple[int, Path]]:
    """A sink of its own: its port, and the file it writes."""
    path = folder / f"sink-{secrets.token_hex(4)}.txt"
    program = [sys.executable, smtp_sink.__file__, "--file", str(path), "--parent", str(os.getpid())]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            yield int(process.stdout.readline()), path
        finally:
            process.terminate()


@dataclass
class Memory:
    """Resident memory of senders in MB: of each when it had begun to send, at its highest, and when it was last seen."""

    start: dict[int, float] = field(default_factory=dict)
    peak: dict[int, float] = field(default_factory=dict)
    last: dict[int, float] = field(default_factory=dict)
    cpu: dict[int, float] = field(default_factory=dict)

    def look(self, pids: list[int]) -> None:
        for pid in pids:
            try:
                size, cpu = memory_of(pid) / 1024, cpu_of(pid)
            except (OSError, IndexError, StopIteration):
                continue
            self.start.setdefault(pid, size)
            self.peak[pid] = max(self.peak.get(pid, 0), size)
            self.last[pid], self.cpu[pid] = size, cpu


def lines_of(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _fork(kind: type[Sender]) -> int:
    """A sender in a process of its own, which ends when nothing is due."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        run(kind(), threading.Event(), interval=0.2, until_idle=True)
        code = 0
    finally:
        os._exit(code)


def _ended(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def crowd(
    total: int,
    path: Path,
    *,
    senders: int = 2,
    kills: int = 0,
    seed: int = 0,
    kind: type[Sender] = Sender,
    told: Callable[[str], None] | None = None,
) -> int:
    """Send everything that is due with so many senders, killing `kills` of them at random points of the way; how many were killed."""
    dice = random.Random(seed or secrets.randbits(32))  # noqa: S311 - a die, not a secret
    points = sorted(dice.randrange(total // 200, max(total * 99 // 100, total // 200 + 1)) for _kill in range(kills))
    living = [_fork(kind) for _sender in range(senders)]
    killed, until = 0, time.monotonic() + LONGEST
    while living and time.monotonic() < until:
        if points and lines_of(path) >= points[0]:
            points.pop(0)
            time.sleep(dice.random() * 0.05)
            victim = living.pop(dice.randrange(len(living)))
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            killed += 1
            living.append(_fork(kind))
            if told and killed % 10 == 0:
                told(f"  {killed} killed, {lines_of(path):,} taken")
        living = [pid for pid in living if not _ended(pid)]
        if not living and points:  # what is left of the work waits for the dead to be settled
            keep_up()
            living = [_fork(kind)] if queries.due_mailings() else []
        time.sleep(0.02)
    _finish(kind)
    return killed


def _finish(kind: type[Sender]) -> None:
    """Work off what the dead left."""
    for _round in range(20):
        keep_up()
        if not queries.due_mailings():
            return
        os.waitpid(_fork(kind), 0)


@dataclass(frozen=True)
class Count:
    """What came out, told by the rows and counted at the sink. Nothing is missed that neither arrived nor is listed as unknown."""

    states: dict[str, int]
    taken: int
    missed: int
    doubled: int
    doubled_ids: int
    unknown: int
    unknown_arrived: int
    open: int
    """Unknown, and no policy has said what becomes of it."""


def count(mailing: Mailing, path: Path) -> Count:
    """Compare the sink with the rows."""
    mails = smtp_sink.taken(path)
    arrived = Counter(recipient for _id, recipient in mails)
    by_id: dict[str, set[str]] = {}
    for message_id, recipient in mails:
        by_id.setdefault(recipient, set()).add(message_id)
    rows = Message.objects.filter(mailing=mailing).values_list("address_norm", "state", "tries")
    missed = doubled = unknown = unknown_arrived = 0
    for address, state, tries in rows.iterator(5000):
        times = arrived.get(address, 0)
        if state == MessageState.UNKNOWN:
            unknown += 1
            unknown_arrived += times > 0
        elif state == MessageState.SENT and not times:
            missed += 1
        if times > 1 + tries:
            doubled += 1
    states = {state: number for state, number in queries.progress(mailing).items() if number}
    waiting = sum(states.get(state, 0) for state in (MessageState.QUEUED, MessageState.CLAIMED))
    return Count(
        states, len(mails), missed + waiting, doubled, sum(len(ids) > 1 for ids in by_id.values()), unknown, unknown_arrived,
        queries.open_unknown(mailing),
    )  # fmt: skip
