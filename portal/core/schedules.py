"""Work that comes round: any app registers a Schedule in its `hooks.py`; `portal.jobs` keeps the times and runs it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.core.registry import Registry


@dataclass(frozen=True)
class Schedule:
    """A django-tasks task without arguments, `every` so often or once a day `at` a time of the site's clock."""

    task: Any
    every: timedelta | None = None
    at: time | None = None
    label: Any = ""

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ImproperlyConfigured("A schedule has either `every` or `at`.")
        if self.every is not None and self.every < timedelta(seconds=1):
            raise ImproperlyConfigured("A schedule comes round once a second at most.")

    def next_after(self, moment: datetime) -> datetime:
        """The first time after `moment`. A daily time comes once a day, also when clocks are put back or forward."""
        if self.every is not None:
            return moment + self.every
        zone = ZoneInfo(settings.TIME_ZONE)
        day = moment.astimezone(zone).date()
        while True:
            found = datetime.combine(day, self.at, tzinfo=zone).astimezone(moment.tzinfo)  # type: ignore[arg-type]
            if found > moment:
                return found
            day += timedelta(days=1)

    @property
    def rhythm(self) -> Any:
        """How often, in words."""
        if self.at is not None:
            return _("daily at %(time)s") % {"time": self.at.strftime("%H:%M")}
        seconds = int(self.every.total_seconds())  # type: ignore[union-attr]
        return _("every %(count)s s") % {"count": seconds} if seconds < 120 else _("every %(count)s min") % {"count": seconds // 60}


schedules: Registry[Schedule] = Registry("schedules")

drains: Registry[Callable[[], int]] = Registry("queues that a worker empties")
"""Each takes a batch off a queue of its own and returns how many there were. The worker calls them in every round, that is twice a
second when idle, for what must follow an act at once; several workers may call the same one at the same time.
"""
