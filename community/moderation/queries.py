"""Reads of moderation: who may not write now, the queue with its targets, and what is known of an author."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count, F, Model, Q, QuerySet

from community.moderation import reportables
from community.moderation.enums import ItemState, LogAction, Outcome, SanctionKind, SanctionScope
from community.moderation.models import ModerationLog, Report, ReviewItem, Sanction
from portal.core.clock import now
from portal.core.prepared import PreparedRows, hot_cursor
from portal.customers.models import Party
from portal.customers.queries import aliases

UNDO_FOR = timedelta(days=30)
UNDOABLE = (LogAction.HIDDEN, LogAction.RESTORED, LogAction.DISMISSED, LogAction.SILENCED, LogAction.LIFTED)
_PAUSES = (SanctionKind.SILENCE, SanctionKind.SUSPEND)


def pauses(party: Any, kind: Any, place: Any, moment: Any) -> QuerySet[Sanction]:
    """What keeps a party (its id, or a reference to a column) from writing in a place at a moment, there or everywhere."""
    here = Q(scope=SanctionScope.SITE) | Q(place_type_id=kind, place_id=place)
    return Sanction.objects.active(moment).filter(here, party_id=party, kind__in=_PAUSES)


def _longest(**values: Any) -> QuerySet[Sanction]:
    return pauses(**values).order_by(F("until").desc(nulls_first=True), "-pk")[:1]


_pausing = PreparedRows(_longest, party=2**62 + 1, kind=2**31 - 2, place=2**62 + 2, moment=datetime(1970, 1, 1, 1, 1, 1, 1, tzinfo=UTC))


def active_sanction(party: Party, *, room: Model | None = None) -> Sanction | None:
    """The sanction that keeps `party` from writing now, everywhere or in `room`; the one that lasts longest. One query."""
    kind = ContentType.objects.get_for_model(room).pk if room is not None else 0
    return _pausing.first(party=party.pk, kind=kind, place=room.pk if room is not None else 0, moment=now())


def sanctions_of(party: Party) -> list[Sanction]:
    """Everything laid on a party, or on whoever is read as one with it, the newest first."""
    return _sanctions.rows(aliases.own_ids(party))


_sanctions = aliases.RowsOf(
    lambda ids: Sanction.objects.filter(party_id__in=ids).select_related("by__party").order_by("-starts_at", "-pk")[:50]
)


def waiting(user: Any) -> QuerySet[ReviewItem]:
    """The queue as its pages are read."""
    return ReviewItem.objects.visible_to(user).waiting().select_related("author", "claimed_by__party", "target_type")


def decided(user: Any) -> QuerySet[ReviewItem]:
    """What has been decided, the newest first."""
    rows = ReviewItem.objects.visible_to(user).filter(state=ItemState.DONE, decided_at__isnull=False)
    return rows.select_related("author", "claimed_by__party", "target_type")


def waiting_count() -> int:
    return ReviewItem.objects.waiting().count()


class Case:
    """A review item with its target read and its reports: what a page shows of it."""

    def __init__(self, item: ReviewItem, target: Any, reports: list[Report]) -> None:
        self.item, self.target, self.reports = item, target, reports
        self.kind = reportables.registry.get(_key(item))

    @property
    def label(self) -> Any:
        return self.kind.label if self.kind else ""

    @property
    def text(self) -> str:
        """The present text; that of the first report where the thing is gone."""
        return self.kind.text(self.target) if self.kind and self.target else self.item.excerpt

    @property
    def was(self) -> str:
        """The text as first reported, when it reads otherwise now."""
        return self.item.excerpt if self.item.excerpt != self.text else ""

    @property
    def link(self) -> str:
        return self.kind.link(self.target) if self.kind and self.target else ""

    @property
    def state(self) -> str:
        return self.kind.state(self.target) if self.kind and self.target else "deleted"

    @property
    def place(self) -> str:
        found = self.kind.place(self.target) if self.kind and self.target else None
        return str(found) if found else ""

    @property
    def context(self) -> list[reportables.Line]:
        return self.kind.context(self.target) if self.kind and self.target else []


def cases(items: list[ReviewItem]) -> list[Case]:
    """The items with targets and reports, in one query a kind and one for all reports."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for item in items:
        wanted[_key(item)].add(item.target_id)
    found = {}
    for key, ids in wanted.items():
        kind = reportables.registry.get(key)
        found[key] = kind.load(ids) if kind else {}
    reports: dict[int, list[Report]] = defaultdict(list)
    for report in Report.objects.filter(item__in=[item.pk for item in items]).select_related("reporter"):
        reports[report.item_id].append(report)
    return [Case(item, found[_key(item)].get(item.target_id), reports[item.pk]) for item in items]


def _key(item: ReviewItem) -> str:
    return f"{item.target_type.app_label}.{item.target_type.model}"


def earlier_items(item: ReviewItem) -> list[ReviewItem]:
    """Other reported writing of the same author, the newest first."""
    if item.author_id is None:
        return []
    rows = ReviewItem.objects.filter(author_id=item.author_id).exclude(pk=item.pk).annotate(report_count=Count("reports"))
    return list(rows.order_by("-opened_at", "-pk")[:10])


def with_reasons(items: list[ReviewItem]) -> list[tuple[ReviewItem, ModerationLog | None]]:
    """Each item with the decision that hid it, in one query."""
    last: dict[int | None, ModerationLog] = {}
    for entry in ModerationLog.objects.filter(item__in=items, action=LogAction.HIDDEN).order_by("at", "pk"):
        last[entry.item_id] = entry
    return [(item, last.get(item.pk)) for item in items]


def weight_of(reporter: Party) -> int:
    """What a report of this party counts: 10; 15 for who was mostly right so far, 5 for who was mostly wrong."""
    outcomes = Report.objects.filter(reporter=reporter, item__state=ItemState.DONE).aggregate(
        right=Count("pk", filter=Q(item__outcome=Outcome.HIDDEN)), all=Count("pk")
    )
    if outcomes["all"] < 3:
        return 10
    share = outcomes["right"] / outcomes["all"]
    return 15 if share >= 2 / 3 else 5 if share <= 1 / 3 else 10


def log_entries() -> QuerySet[ModerationLog]:
    """The log as its page is read."""
    return ModerationLog.objects.select_related("party", "undone_by", "undoes", "item")


def can_be_undone(entry: ModerationLog) -> bool:
    """Whether the decision is one that can be taken back, is young enough, and nobody has."""
    return entry.action in UNDOABLE and entry.at > now() - UNDO_FOR and not hasattr(entry, "undone_by")


def bans(kind: ContentType, target_ids: list[int]) -> QuerySet[ModerationLog]:
    """The entries by which rooms were closed to these seats, the oldest first."""
    return ModerationLog.objects.filter(action=LogAction.BANNED, target_type=kind, target_id__in=target_ids).order_by("pk")


def was_ever_decided_on(party: Party) -> bool:
    """Whether moderators ever paused the party or looked at its writing. Written out: it is asked at every look at My page."""
    paused = "SELECT 1 FROM moderation_sanction WHERE party_id = %s"
    looked_at = "SELECT 1 FROM moderation_reviewitem WHERE author_id = %s"
    with hot_cursor(connection) as cursor:
        cursor.execute(f"SELECT EXISTS({paused}) OR EXISTS({looked_at})", [party.pk, party.pk])
        return bool(cursor.fetchone()[0])
