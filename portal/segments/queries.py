"""Reads of segments: who is in, who of these is in which, how many a tree means and what it says in plain words."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from portal.customers.models import FeatureClock
from portal.customers.queries import aliases, features
from portal.segments import sentences, trees
from portal.segments.compiling import Compiler, Statement
from portal.segments.enums import Mode
from portal.segments.models import Segment, SegmentMember
from portal.segments.trees import Group, Node, TreeError, Within

PATIENCE_SECONDS = 8


class TooSlowError(RuntimeError):
    """Counting takes longer than somebody who edits can wait."""


@dataclass(frozen=True)
class Count:
    """How many a node means: by itself, and together with those above it at the top of the tree (None further down)."""

    alone: int
    together: int | None = None


def member_ids(segment: Segment) -> QuerySet:
    """The party ids of the members, as a query that can stand inside another."""
    return SegmentMember.objects.filter(segment=segment).order_by().values_list("party_id", flat=True)


def is_in(party_ids: Collection[int], segment_ids: Collection[int]) -> set[tuple[int, int]]:
    """Which of these parties are in which of these segments: pairs of party and segment; one query."""
    rows = SegmentMember.objects.filter(party_id__in=list(party_ids), segment_id__in=list(segment_ids))
    return set(rows.order_by().values_list("party_id", "segment_id"))


def current_day() -> date:
    """The day that windows count from."""
    return FeatureClock.objects.values_list("counted_on", flat=True).first() or features.site_today()


def parsed(tree: Any) -> Group:
    """A tree as nodes, from JSON or as it is. TreeError when it cannot be used, also for segments that are not there."""
    found = tree if isinstance(tree, Group) else trees.parse(tree)
    if wanted := trees.segments_in(found):
        there = set(Segment.objects.in_use().filter(slug__in=wanted).values_list("slug", flat=True))
        faults = {
            path: _("There is no segment “%(name)s” any more.") % {"name": node.segment}
            for path, node in trees.walk(found)
            if isinstance(node, Within) and node.segment not in there
        }
        if faults:
            raise TreeError(faults)
    return found


def compiler(tree: Group, day: date, party_ids: Sequence[int] | None = None) -> Compiler:
    """What compiles this tree, for everybody or for these canonical parties with all who are read as them."""
    scope = None
    if party_ids is not None:
        scope = sorted({one for members in aliases.members_of(party_ids).values() for one in members})
    wanted = trees.segments_in(tree)
    ids = dict(Segment.objects.filter(slug__in=wanted).values_list("slug", "pk")) if wanted else {}
    return Compiler(day, scope=scope, segment_ids=ids)


def ids(tree: Any, *, party_ids: Sequence[int] | None = None, day: date | None = None) -> set[int]:
    """The canonical parties the tree means, of everybody or of these."""
    node = parsed(tree)
    return {row[0] for row in run(compiler(node, day or current_day(), party_ids).members(node))}


def count(tree: Any, *, day: date | None = None) -> int:
    """How many customers the tree means."""
    node = parsed(tree)
    return run(compiler(node, day or current_day()).size(node), patience=PATIENCE_SECONDS)[0][0]


def everybody() -> int:
    """How many customers there are to choose from."""
    return run(Compiler(current_day()).counts([]), patience=PATIENCE_SECONDS)[0][0]


def funnel(tree: Any, *, day: date | None = None) -> tuple[int, dict[trees.Path, Count]]:
    """How many customers there are, and for each node how many it means: one statement. TooSlowError after PATIENCE_SECONDS."""
    node = parsed(tree)
    places = list(trees.walk(node))
    top = [node.of[: place + 1] for place in range(len(node.of))] if node.join == "all" else []
    wanted: list[Node | tuple[Node, ...]] = [one for _path, one in places] + top
    row = run(compiler(node, day or current_day()).counts(wanted), patience=PATIENCE_SECONDS)[0]
    alone, together = row[1 : len(places) + 1], row[len(places) + 1 :]
    found = {}
    for number, (path, _node) in zip(alone, places, strict=True):
        found[path] = Count(number, together[path[0]] if len(path) == 1 and together else None)
    return row[0], found


def sentence(tree: Any, language: str | None = None) -> str:
    """Whom the tree means in plain words, in a language or the active one."""
    with translation.override(language) if language else _as_it_is():
        node = parsed(tree)
        return sentences.sentence(node, names_of(trees.segments_in(node)))


def clauses(tree: Group) -> dict[trees.Path, str]:
    """Each node in plain words, by its place."""
    names = names_of(trees.segments_in(tree))
    return {path: sentences.clause(node, names) for path, node in trees.walk(tree)}


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The names of segments in the active language, by code."""
    wanted = list(codes)
    return {one.slug: one.name for one in Segment.objects.filter(slug__in=wanted)} if wanted else {}


def in_order(segments: Iterable[Segment]) -> list[tuple[Segment, Group]]:
    """Segments with their trees, those that others ask about first. One whose tree cannot be used any more is left out."""
    readable: dict[str, tuple[Segment, Group]] = {}
    for segment in segments:
        try:
            readable[segment.slug] = (segment, trees.parse(segment.tree))
        except TreeError:
            continue
    ordered: list[tuple[Segment, Group]] = []
    placed: set[str] = set()

    def place(code: str, above: frozenset[str]) -> None:
        if code in placed or code in above or code not in readable:
            return
        for inner in sorted(trees.segments_in(readable[code][1])):
            place(inner, above | {code})
        placed.add(code)
        ordered.append(readable[code])

    for code in readable:
        place(code, frozenset())
    return ordered


def live() -> QuerySet:
    """The segments that follow the facts."""
    return Segment.objects.in_use().filter(mode=Mode.LIVE).order_by("pk")


def circle(code: str, tree: Group) -> list[str]:
    """The codes of a circle that a segment would close with this tree; [] for none."""
    others = {one.slug: one.tree for one in Segment.objects.in_use().exclude(slug=code).only("slug", "tree")}

    def search(inner: Iterable[str], above: list[str]) -> list[str]:
        for one in sorted(inner):
            if one == code:
                return [*above, one]
            if one in others and one not in above:
                try:
                    found = search(trees.segments_in(trees.parse(others[one])), [*above, one])
                except TreeError:
                    continue
                if found:
                    return found
        return []

    return search(trees.segments_in(tree), [code])


def asked_by(code: str) -> list[Segment]:
    """The segments that ask about this one."""
    return [segment for segment, tree in in_order(Segment.objects.in_use().exclude(slug=code)) if code in trees.segments_in(tree)]


def run(statement: Statement, *, patience: float = 0) -> list[tuple[Any, ...]]:
    """The rows of a statement. TooSlowError when PostgreSQL needs longer than `patience` seconds."""
    with _patient(patience), connection.cursor() as cursor:
        if connection.vendor == "postgresql" and " LEFT JOIN (" in statement.sql:  # every helper would make all derived tables again
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute(statement.sql, statement.params)
        return cursor.fetchall()


@contextmanager
def _patient(seconds: float) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
            if seconds:
                cursor.execute("SET LOCAL statement_timeout = %s", [int(seconds * 1000)])
            yield
    except OperationalError as error:
        if seconds and "statement timeout" in str(error):
            raise TooSlowError from error
        raise


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield
