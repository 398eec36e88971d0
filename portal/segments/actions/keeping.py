"""Who is in: all of a segment at once, or only customers of whom something changed; every coming and going is a row.

All of it happens while the clock of features is held, so that no batch counts with a tree that is being changed, and none is lost.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from portal.core import pruning
from portal.core.clock import now
from portal.customers.actions.features import held_clock
from portal.customers.models import DirtyParty
from portal.segments import queries, trees
from portal.segments.enums import Because, Direction, Mode
from portal.segments.models import Segment, SegmentCheck, SegmentMember, SegmentMove
from portal.segments.trees import Group, TreeError

logger = logging.getLogger("portal.segments")


def rebuild(segment: Segment, *, because: str, told: bool = True) -> tuple[int, int]:
    """Find all members anew; returns how many came and went. Without `told` no moves are written (the first filling)."""
    with held_clock() as clock:
        return _replace(segment, queries.parsed(segment.tree), clock.counted_on, because, told=told)


def rebuild_with_followers(segment: Segment, *, because: str, told: bool = True) -> None:
    """Find the members anew, and those of every live segment that asks about this one, directly or by way of others."""
    with held_clock():
        rebuild(segment, because=because, told=told)
        touched = {segment.slug}
        for other, tree in queries.in_order(queries.live()):
            if other.slug not in touched and touched & trees.segments_in(tree):
                touched.add(other.slug)
                rebuild(other, because=because)


def follow(party_ids: list[int] | None, day: date) -> None:
    """Bring members up to date with customers that changed; with None, compare and mend everything (each night)."""
    for segment, tree in queries.in_order(queries.live()):
        try:
            with transaction.atomic():
                if party_ids is None:
                    _check(segment, tree, day)
                else:
                    _refresh(segment, tree, party_ids, day)
        except TreeError:
            logger.exception("the segment %s cannot be counted", segment.slug)


def _refresh(segment: Segment, tree: Group, party_ids: Sequence[int], day: date) -> None:
    """Let these parties in or out."""
    inside = queries.ids(tree, party_ids=party_ids, day=day)
    before = set(SegmentMember.objects.filter(segment=segment, party_id__in=party_ids).values_list("party_id", flat=True))
    came, went, moment = inside - before, before - inside, now()
    if not came and not went:
        return
    SegmentMember.objects.filter(segment=segment, party_id__in=went).delete()
    SegmentMember.objects.bulk_create([SegmentMember(segment=segment, party_id=one, since_at=moment) for one in sorted(came)])
    moves = [(one, Direction.IN) for one in sorted(came)] + [(one, Direction.OUT) for one in sorted(went)]
    SegmentMove.objects.bulk_create(
        SegmentMove(segment=segment, party_id=party, direction=direction, at=moment, because=Because.FACTS) for party, direction in moves
    )
    Segment.objects.filter(pk=segment.pk).update(size=F("size") + len(came) - len(went))


def _check(segment: Segment, tree: Group, day: date) -> None:
    """Compare the members with counting anew. For the day they were counted for, a difference is a fault; on a new day it is time."""
    because = Because.CHECK if segment.counted_on == day else Because.DAY
    started = time.perf_counter()
    came, went = _replace(segment, queries.parsed(tree), day, because)
    spent = round((time.perf_counter() - started) * 1000)
    if because == Because.DAY:
        return
    pending = DirtyParty.objects.count()
    SegmentCheck.objects.create(segment=segment, size=segment.size, missing=came, surplus=went, milliseconds=spent)
    if came + went > pending:
        logger.error("segment %s: %s were missing, %s too many; mended", segment.slug, came, went)


def _replace(segment: Segment, tree: Group, day: date, because: str, *, told: bool = True) -> tuple[int, int]:
    """Make the members those whom the tree means; returns how many came and went."""
    moment = connection.ops.adapt_datetimefield_value(now())
    move = "INSERT INTO segments_segmentmove (segment_id, party_id, direction, at, because) SELECT %s, {party}, %s, %s, %s FROM {source}"
    came = (
        "segments_now n WHERE NOT EXISTS"
        " (SELECT 1 FROM segments_segmentmember m WHERE m.segment_id = %s AND m.party_id = n.party_id)"
    )
    went = "segments_segmentmember m WHERE m.segment_id = %s AND NOT EXISTS (SELECT 1 FROM segments_now n WHERE n.party_id = m.party_id)"
    with transaction.atomic(), _found(tree, day), connection.cursor() as cursor:
        if told:
            for party, source, direction in (("n.party_id", came, Direction.IN), ("m.party_id", went, Direction.OUT)):
                sql = move.format(party=party, source=source)
                cursor.execute(sql, [segment.pk, direction.value, moment, because, segment.pk])
        cursor.execute(
            "DELETE FROM segments_segmentmember WHERE segment_id = %s AND party_id NOT IN (SELECT party_id FROM segments_now)", [segment.pk]
        )
        gone = cursor.rowcount
        cursor.execute(
            f"INSERT INTO segments_segmentmember (segment_id, party_id, since_at) SELECT %s, n.party_id, %s FROM {came}",  # noqa: S608
            [segment.pk, moment, segment.pk],
        )
        new = cursor.rowcount
        cursor.execute("SELECT COUNT(*) FROM segments_now")
        segment.size, segment.counted_on = cursor.fetchone()[0], day
        Segment.objects.filter(pk=segment.pk).update(size=segment.size, counted_on=day)
    return new, gone


@contextmanager
def _found(tree: Group, day: date) -> Iterator[None]:
    """A temporary table `segments_now` with the parties the tree means."""
    statement = queries.compiler(tree, day).members(tree)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE segments_now (party_id bigint PRIMARY KEY)")
        try:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL max_parallel_workers_per_gather = 0")
            cursor.execute(f"INSERT INTO segments_now (party_id) {statement.sql}", statement.params)
            if connection.vendor == "postgresql":
                cursor.execute("ANALYZE segments_now")
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("DROP TABLE segments_now")


def is_live(segment: Segment) -> bool:
    """Whether the members follow the facts."""
    return segment.mode == Mode.LIVE and segment.archived_at is None


def forget_old_log() -> int:
    """Forget who came and went, and nightly checks, of more than SEGMENT_LOG_DAYS ago; each segment's last check stays. How many."""
    before = now() - timedelta(days=settings.SEGMENT_LOG_DAYS)
    newer = SegmentCheck.objects.filter(segment=OuterRef("segment"), at__gt=OuterRef("at"))
    checks = SegmentCheck.objects.filter(Exists(newer), at__lt=before)
    return pruning.forget(SegmentMove.objects.filter(at__lt=before)) + pruning.forget(checks)
