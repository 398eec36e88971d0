"""Spans of time in conditions, as half-open ranges of moments.

A day begins at midnight of the site's clock, whatever clocks do that night; "in the last 7 days" is today and the seven days before.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
MOST_DAYS = 36_500


def midnight(day: date) -> datetime:
    """The moment a day begins on the site's clock, in UTC."""
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


@dataclass(frozen=True)
class Window:
    """`days`: the last so many; `before_days`: longer ago than so many; `first` and `last`: named days, both of them within; none: ever."""

    days: int | None = None
    before_days: int | None = None
    first: date | None = None
    last: date | None = None

    def bounds(self, day: date) -> tuple[datetime | None, datetime | None]:
        """From (included) and until (not included), seen from `day`; None where the window is open."""
        if self.days is not None:
            return midnight(day - timedelta(days=self.days)), midnight(day + timedelta(days=1))
        if self.before_days is not None:
            return None, midnight(day - timedelta(days=self.before_days))
        start = midnight(self.first) if self.first else None
        return start, midnight(self.last + timedelta(days=1)) if self.last else None

    @property
    def is_relative(self) -> bool:
        """Whether it means something else tomorrow."""
        return self.days is not None or self.before_days is not None


EVER = Window()
