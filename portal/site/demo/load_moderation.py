"""Loads reports of the demo's messages: two wait, one was left as it is, one was hidden and its author paused for a week."""

from datetime import timedelta
from typing import Any

from community.moderation import actions, reportables
from community.moderation.models import Report, ReviewItem
from portal.site.demo.book import Book, read
from portal.site.demo.load_rooms import message_at

READ_AFTER = timedelta(minutes=25)
DECIDED_AFTER = timedelta(hours=3)
DECISIONS: dict[str, dict[str, Any]] = {
    "spam": {"by": "mara", "act": "hide", "note": "Only private offers belong in this room, and no links to shops.", "pause_hours": 168},
    "rude": {"by": "noor", "act": "dismiss", "note": "Sharp, but both have gone on talking in good humour. No reason to step in."},
}


def load(book: Book) -> None:
    """Report what the content file names, and decide what was decided; what is reported already stays as it is."""
    rows = read("reports")
    for done, row in enumerate(rows, 1):
        message, reporter = message_at(row["room"], row["index"]), book.people[row["by"]]
        if not Report.objects.filter(target_id=message.pk, reporter=reporter).exists():
            report = actions.report_target(message, by=reporter, reason=row["reason"], note=row["note"], at=message.created_at + READ_AFTER)
            _decide(book, report, message.created_at)
        book.progress("Reports", done, len(rows))


def _decide(book: Book, report: Report, written_at: Any) -> None:
    how = DECISIONS.get(report.reason)
    if how is None:
        return
    item, moderator, moment = ReviewItem.objects.get(pk=report.item_id), book.people[how["by"]].user, written_at + DECIDED_AFTER
    if how["act"] == "dismiss":
        actions.dismiss_item(item, by=moderator, note=how["note"], at=moment)
        return
    actions.hide_target(item, by=moderator, reason=report.reason, note=how["note"], at=moment)
    message, kind = item.target, reportables.of(item.target)
    actions.silence_party(kind.author(message), by=moderator, hours=how["pause_hours"], reason=report.reason, note=how["note"], item=item, at=moment)
