"""The timeline in words: each fact as a sentence for the customer, or as a line for staff, grouped by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.i18n import current_language
from portal.core.kept import kept_many
from portal.core.labels import Labels, labels
from portal.core.markup import filled, joined, tag
from portal.core.templatetags.ui import clock, icon
from portal.customers import timeline
from portal.customers.enums import ATTRIBUTE_LABELS, Channel
from portal.customers.models import Interaction

_DAY = '<li class="timeline-day"><h3 class="timeline-date">{}</h3>\n<ul class="timeline-acts">{}</ul></li>'
_ACT = '<li>{}<div><p>{}</p></div><span class="small soft numbers">{}</span></li>'
_ACT_FOR_STAFF = '<li>{}<div><p>{}{}</p>{}</div><span class="small soft numbers">{}</span></li>'
_MOST_OF_A_DETAIL = 120
About = tuple[int, int]
"""A content type and a row's number."""


@dataclass(frozen=True)
class Told:
    """One fact, ready to be shown."""

    at: datetime
    icon: str
    sentence: str
    row: Interaction

    def channel(self, names: Labels) -> SafeString:
        """A tag that names the channel, where it is not the site itself."""
        if self.row.channel == Channel.WEB:
            return SafeString()
        return filled(" {}", tag(names.get(self.row.channel, self.row.channel)))

    def noted(self, language: str) -> SafeString:
        """Everything that was noted, for staff, as one line; `language` is the active one."""
        kind = _kind(self.row)
        given = ((name, value) for name, value in kind.words(self.row.attrs).items() if value not in ("", None) and name not in kind.silent)
        pairs = ((_label(name, language), _cut(str(_plain(value, language)))) for name, value in given)
        line = joined("<bdi>{}: <bdi>{}</bdi></bdi>", pairs, " · ")
        return filled('<p class="small soft">{}</p>', line) if line else line


@dataclass(frozen=True)
class Day:
    """The facts of one day, newest first."""

    date: date
    told: list[Told]

    def acts(self) -> SafeString:
        """The list's entries for the customer, put together here: a template takes ten times as long, on each look at My page."""
        at = clock("time")
        rows = ((icon(told.icon, 18), told.sentence, at(told.at)) for told in self.told)
        return joined(_ACT, rows)

    def acts_for_staff(self) -> SafeString:
        """The same for the desk: what kind of act, by which channel, and what was noted."""
        at, names, language = clock("time"), labels(Channel), get_language() or ""
        rows = (
            (icon(told.icon, 18), _label_of_kind(told.row.kind, language), told.channel(names), told.noted(language), at(told.at))
            for told in self.told
        )
        return joined(_ACT_FOR_STAFF, rows)


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def tell(rows: Iterable[Interaction]) -> list[Told]:
    """Each fact in the active language. What it was about is asked for all rows together, and only where a sentence names it."""
    rows = list(rows)
    sentences = {slug: str(_kind_of(slug).sentence) for slug in {row.kind for row in rows}}
    naming = [row for row in rows if row.about_id and (_kind(row).named or "%(about)s" in sentences[row.kind])]
    names = _names([(row.about_type_id, row.about_id) for row in naming])
    asked = {row.pk for row in naming}
    return [_told(row, sentences[row.kind], names.get((row.about_type_id, row.about_id), ""), asked=row.pk in asked) for row in rows]


def _names(abouts: Iterable[About]) -> dict[About, str]:
    """What these things are called today; nothing for what is gone. Kept until content changes: every act in a room names it."""
    language = current_language()
    return kept_many({f"named:{language}:{kind}:{pk}": (kind, pk) for kind, pk in abouts}, _read_names)


def _read_names(abouts: list[About]) -> dict[About, str]:
    found: dict[About, str] = {}
    for kind in {kind for kind, _pk in abouts}:
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is not None:
            things = model._base_manager.in_bulk([pk for one, pk in abouts if one == kind])  # noqa: SLF001 - a documented name
            found |= {(kind, pk): str(thing) for pk, thing in things.items()}
    return found


def by_day(rows: Iterable[Interaction]) -> list[Day]:
    """The facts in words, grouped by the day they happened on in the active time zone."""
    days: list[Day] = []
    zone = get_current_timezone()
    for told in tell(rows):
        day = told.at.astimezone(zone).date()
        if not days or days[-1].date != day:
            days.append(Day(day, []))
        days[-1].told.append(told)
    return days


def drawn(days: Iterable[Day], *, for_staff: bool = False) -> SafeString:
    """The list of days with what happened on each, put together here as its entries are."""
    date_of = clock()
    return joined(_DAY, ((date_of(day.date), day.acts_for_staff() if for_staff else day.acts()) for day in days))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_OF_A_DETAIL else Truncator(text).chars(_MOST_OF_A_DETAIL)


def _plain(value: Any, language: str) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return ", ".join(_label(one, language) for one in value) if isinstance(value, list) else value


def _label(name: Any, language: str) -> str:
    return _label_of_attribute(name, language) if isinstance(name, str) else str(name)


@lru_cache(maxsize=1024)
def _label_of_attribute(name: str, language: str) -> str:
    """The active language is part of the key: the label is in it."""
    return str(ATTRIBUTE_LABELS.get(name, name))


@lru_cache(maxsize=1024)
def _label_of_kind(slug: str, language: str) -> str:
    """The active language is part of the key: the label is in it."""
    return str(_kind_of(slug).label)


def _kind(row: Interaction) -> timeline.Kind:
    return _kind_of(row.kind)


def _kind_of(slug: str) -> timeline.Kind:
    return timeline.kinds.get(slug) or timeline.Kind(slug, label=slug, sentence=slug)


def _told(row: Interaction, sentence: str, name: str, *, asked: bool) -> Told:
    kind = _kind(row)
    words = _Words(kind.words(row.attrs))
    if asked:
        words["about"] = name or _("something that is gone")
        if kind.named and name:
            words[kind.named] = name
    return Told(row.at, kind.icon, sentence % words, row)
