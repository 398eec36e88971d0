"""The timeline in words: each fact as a sentence for the customer, or as a line for staff, grouped by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.customers import timeline
from portal.customers.enums import ATTRIBUTE_LABELS
from portal.customers.models import Interaction


@dataclass(frozen=True)
class Told:
    """One fact, ready to be shown."""

    at: datetime
    icon: str
    label: str
    sentence: str
    details: dict[str, Any]
    row: Interaction


@dataclass(frozen=True)
class Day:
    """The facts of one day, newest first."""

    date: date
    told: list[Told]


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def tell(rows: Iterable[Interaction]) -> list[Told]:
    """Each fact in the active language. What it was about is asked for all rows together, and only where a sentence names it."""
    rows = list(rows)
    naming = [row for row in rows if row.about_id and (_kind(row).named or "%(about)s" in str(_kind(row).sentence))]
    prefetch_related_objects(naming, "about")
    asked = {row.pk for row in naming}
    return [_told(row, asked=row.pk in asked) for row in rows]


def by_day(rows: Iterable[Interaction]) -> list[Day]:
    """The facts in words, grouped by the day they happened on in the active time zone."""
    days: list[Day] = []
    for told in tell(rows):
        day = localtime(told.at).date()
        if not days or days[-1].date != day:
            days.append(Day(day, []))
        days[-1].told.append(told)
    return days


def _label(name: Any) -> str:
    return str(ATTRIBUTE_LABELS.get(name, name) if isinstance(name, str) else name)


def _kind(row: Interaction) -> timeline.Kind:
    return timeline.kinds.get(row.kind) or timeline.Kind(row.kind, label=row.kind, sentence=row.kind)


def _told(row: Interaction, *, asked: bool) -> Told:
    kind = _kind(row)
    words = _Words(row.attrs)
    if asked:
        words["about"] = str(row.about or _("something that is gone"))
        if kind.named and row.about:
            words[kind.named] = words["about"]
    given = {name: value for name, value in row.attrs.items() if value not in ("", None)}
    details = {_label(name): ", ".join(map(_label, value)) if isinstance(value, list) else value for name, value in given.items()}
    return Told(row.at, kind.icon, str(kind.label), str(kind.sentence) % words, details, row)
