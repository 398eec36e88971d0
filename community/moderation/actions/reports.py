"""Reporting: anybody signed in says once that something should be looked at."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import F

from community.moderation import events, queries, reportables
from community.moderation.actions.log import ModerationError, note_act, tell
from community.moderation.enums import ItemState, LogAction, Reason
from community.moderation.models import Report, ReviewItem
from portal.core.clock import now
from portal.core.events import announce
from portal.core.text import clean_text
from portal.customers.models import Party

MOST_A_DAY = 10
NOTE_LENGTH = 500


class NotReportableError(ModerationError):
    """Nobody registered this kind of thing, or it is gone."""


class OwnContentError(ModerationError):
    """Own writing is edited or deleted, not reported."""


class AlreadyReportedError(ModerationError):
    """This reader has reported it before; `report` is that one."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class TooManyReportsError(ModerationError):
    """Ten a day have been used up; `again_at` says when the next one is possible."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__()
        self.again_at = again_at


def report_target(target: Any, *, by: Party, reason: str, note: str = "", at: datetime | None = None) -> Report:
    """Put `target` before the moderators. The caller has checked that `by` may read it.

    Raises NotReportableError, OwnContentError, AlreadyReportedError (twice is once), TooManyReportsError; ValueError for an unknown reason.
    """
    moment = at or now()
    reason = Reason(reason).value
    try:
        kind = reportables.of(target)
    except KeyError as error:
        raise NotReportableError from error
    author = kind.author(target)
    if author is not None and author.pk == by.pk:
        raise OwnContentError
    if kind.state(target) == "deleted":
        raise NotReportableError
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=by.pk)  # one report of a person at a time, so that the count is exact
        _check_twin_and_pace(target, by, moment)
        item = _item_for(target, kind, author, moment)
        report = _store(item, by, reason=reason, note=clean_text(note).strip()[:NOTE_LENGTH], moment=moment)
        tell(
            by,
            "moderation.reported",
            by=by.user,
            about=target,
            place=kind.place(target),
            reason=reason,
            key=f"reported:{report.pk}",
            at=moment,
        )
        note_act(LogAction.REPORTED, by=by.user, item=item, party=author, reason=reason, note=report.note, at=moment)
        announce(events.content_reported, item_id=item.pk, report_id=report.pk)
    return report


def _check_twin_and_pace(target: Any, by: Party, moment: datetime) -> None:
    kind = ContentType.objects.get_for_model(target)
    twin = Report.objects.filter(target_type=kind, target_id=target.pk, reporter=by).first()
    if twin is not None:
        raise AlreadyReportedError(twin)
    day = timedelta(days=1)
    recent = list(
        Report.objects.filter(reporter=by, at__gt=moment - day, at__lte=moment).order_by("-at").values_list("at", flat=True)[:MOST_A_DAY]
    )
    if len(recent) >= MOST_A_DAY:
        raise TooManyReportsError(recent[-1] + day)


def _item_for(target: Any, kind: reportables.Reportable, author: Party | None, moment: datetime) -> ReviewItem:
    waiting = ReviewItem.objects.exclude(state=ItemState.DONE).filter(
        target_type=ContentType.objects.get_for_model(target), target_id=target.pk
    )
    if found := waiting.first():
        return found
    try:
        with transaction.atomic():
            item = ReviewItem(target=target, author=author, place=kind.place(target), excerpt=kind.text(target), opened_at=moment)
            item.save(force_insert=True)
            return item
    except IntegrityError:  # somebody else reported it at the same moment
        return waiting.get()


def _store(item: ReviewItem, by: Party, *, reason: str, note: str, moment: datetime) -> Report:
    weight = queries.weight_of(by)
    report = Report(
        item=item, target_type=item.target_type, target_id=item.target_id, reporter=by, reason=reason, note=note, weight=weight, at=moment
    )
    report.save(force_insert=True)
    ReviewItem.objects.filter(pk=item.pk).update(score=F("score") + weight)
    item.refresh_from_db(fields=["score"])
    return report
