"""Segments over millions of customers: counting on raw acts and on features, the timeline, the rebuild, and what follows an act."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from portal.core.clock import now
from portal.customers import timeline
from portal.customers.actions import features
from portal.customers.models import Interaction, Party, PartyFeature
from portal.segments import queries
from portal.segments.actions import editing, keeping
from portal.segments.enums import Because
from portal.segments.models import Segment, SegmentMember

RAW: dict[str, Any] = {
    "join": "all",
    "of": [
        {"did": "feedback.voted", "op": "at_least", "count": 2, "window": {"days": 90}},
        {"never": "search.nothing_found", "window": {"days": 180}},
        {"trait": "agreed", "op": "any", "value": ["news:email"]},
    ],
}
ON_FEATURES: dict[str, Any] = {
    "join": "all",
    "of": [
        {"trait": "acts_90", "op": "at_least", "value": 2},
        {"trait": "talk_30", "op": "at_least", "value": 1},
        {"trait": "language", "op": "in", "value": ["de", "en"]},
        {"trait": "last_seen", "op": "last_days", "value": 30},
    ],
}
HEAD = f"{'what':<62}{'figure':>14}{'goal':>12}"
_TIMES = 5


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def is_kept(self) -> bool:
        return self.goal is None or self.value <= self.goal

    def __str__(self) -> str:
        goal = "" if self.goal is None else f"≤ {self.goal:g} {self.unit}"
        missed = "" if self.is_kept else "  missed"
        return f"{self.name:<62}{f'{self.value:,.3g}' if self.value < 100 else f'{self.value:,.0f}':>10} {self.unit:<3}{goal:>12}{missed}"


def _seconds(call: Callable[[], Any], times: int = _TIMES) -> float:
    """The middle one of several runs."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def _cpu(call: Callable[[], Any]) -> float:
    """Processor seconds that the database's own process takes, without helpers: the steady figure when others use the machine."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
        try:
            before = _ticks(stat)
            call()
            return (_ticks(stat) - before) / os.sysconf("SC_CLK_TCK")
        finally:
            cursor.execute("RESET max_parallel_workers_per_gather")


def _ticks(stat: Path) -> int:
    if not stat.exists():
        return 0  # the database is on another machine
    fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _forget(name: str) -> None:
    for segment in Segment.objects.filter(slug=name):
        editing.delete_segment(segment)


def figures() -> Iterator[Figure]:
    """Everything, one after the other; what is written is taken back. Nothing gives up, however slow the machine."""
    queries.PATIENCE_SECONDS = 600
    yield Figure("customers", Party.objects.count(), "")
    yield Figure("acts on the timeline", Interaction.objects.count(), "")
    found = queries.count(RAW)
    name = f"segment on raw acts (2 in 90 d, never in 180 d, consent → {found:,})"
    yield Figure(name, _seconds(lambda: queries.count(RAW)), "s", 3)
    yield Figure("  the same by one process, its processor time alone", _cpu(lambda: queries.count(RAW)), "s")
    found = queries.count(ON_FEATURES)
    yield Figure(f"segment on features (→ {found:,})", _seconds(lambda: queries.count(ON_FEATURES)), "s", 1)
    yield Figure("  the same by one process, its processor time alone", _cpu(lambda: queries.count(ON_FEATURES)), "s")
    yield Figure("funnel of the first, every condition counted", _seconds(lambda: queries.funnel(RAW), 3), "s")
    yield Figure("funnel of the second", _seconds(lambda: queries.funnel(ON_FEATURES), 3), "s")
    yield from _timeline()
    yield from _membership()
    yield from _rebuild()


def _timeline() -> Iterator[Figure]:
    busiest = list(PartyFeature.objects.order_by("-acts").values_list("party_id", flat=True)[:20])
    kinds = [kind.slug for kind in timeline.kinds]

    def newest() -> None:
        for party in busiest:
            list(Interaction.objects.filter(party_id__in=[party], kind__in=kinds).order_by("-at", "-id")[:50])

    yield Figure("fifty newest acts of a busy customer", _seconds(newest) * 1000 / len(busiest), "ms", 10)


def _membership() -> Iterator[Figure]:
    for name in ("bench-raw", "bench-features"):
        _forget(name)
    started = time.perf_counter()
    raw = editing.create_segment(by=None, names={"en": "Bench, raw"}, tree=RAW, slug="bench-raw")
    yield Figure(f"make a segment on raw acts and fill it ({raw.size:,} members)", time.perf_counter() - started, "s")
    started = time.perf_counter()
    second = editing.create_segment(by=None, names={"en": "Bench, features"}, tree=ON_FEATURES, slug="bench-features")
    yield Figure(f"make a segment on features and fill it ({second.size:,} members)", time.perf_counter() - started, "s")
    anew = _seconds(lambda: keeping.rebuild(second, because=Because.CHECK), 3)
    yield Figure("find all members anew and write the difference", anew, "s", 2)
    yield _event_to_member(second)
    features.drain()
    wrong = 0
    for segment in (raw, second):
        wrong += len(queries.ids(segment.tree) ^ set(SegmentMember.objects.filter(segment=segment).values_list("party_id", flat=True)))
    yield Figure("members kept customer by customer that differ from counting all", wrong, "", 0)
    for name in ("bench-raw", "bench-features"):
        _forget(name)


def _event_to_member(segment: Segment) -> Figure:
    """From the commit of an act to the row of the member, without the half second a worker may sleep."""
    outside = list(
        Party.objects.filter(language="de", feature__acts_90__gte=2, feature__talk_30=0)
        .exclude(segment_memberships__segment=segment).order_by("pk").values_list("pk", flat=True)[:40]
    )  # fmt: skip
    spent = []
    for pk in outside:
        timeline.record(Party.objects.get(pk=pk), "chat.sent", attrs={"room": "Bench", "message": pk}, at=now(), source="bench")
        started = time.perf_counter()
        features.bring_up_to_date(wait=True)
        spent.append(time.perf_counter() - started)
        if not SegmentMember.objects.filter(segment=segment, party_id=pk).exists():
            raise RuntimeError(f"customer {pk} is not in")
    return Figure("from an act to the member, 95 of 100", statistics.quantiles(spent, n=20)[-1], "s", 2)


def _rebuild() -> Iterator[Figure]:
    with features.held_clock() as clock:
        started = time.perf_counter()
        differing = features.count_anew(None, clock.counted_on)
        yield Figure("features compared with the timeline, everybody", time.perf_counter() - started, "s")
        yield Figure("features kept customer by customer that differ", differing, "", 0)
    ways = (("features of everybody made from nothing", _wall), ("  the same by one process, its processor time alone", _cpu))
    for name, measure in ways:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE customers_partyfeature")
            spent = measure(lambda: _made_from_nothing(clock.counted_on))
        yield Figure(name, spent, "s", 30 if measure is _wall else None)


def _made_from_nothing(day: date) -> None:
    features.count_anew(None, day)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the commit would check belongs to the work


def _wall(call: Callable[[], Any]) -> float:
    return _seconds(call, 1)
