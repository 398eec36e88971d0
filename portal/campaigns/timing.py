"""When a message is due: at one moment for everybody, or at that hour of each customer's own clock.

The hour is read as it stands on the house's wall clock. An hour that a zone leaves out in spring comes as much later as the clock
jumps; one that comes twice in autumn counts the first time.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from portal.campaigns.enums import Clock

FIRST_ZONE = timedelta(hours=14)
"""No clock on earth is further ahead than UTC+14, none further behind than UTC−12."""
LAST_ZONE = timedelta(hours=12)
GRACE = timedelta(hours=1)


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name, the house's where there is none."""
    try:
        return ZoneInfo(name) if name else ZoneInfo(settings.TIME_ZONE)
    except (KeyError, OSError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def at_wall_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """When the clock of `zone` shows what the house's clock shows at `moment`, in UTC."""
    wall = moment.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None)
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def begins_at(starts_at: datetime, clock: str) -> datetime:
    """When the campaign has to be at work: with the customers' clocks, when the first zone on earth comes to the hour."""
    if clock != Clock.CUSTOMER:
        return starts_at
    return at_wall_of(starts_at, ZoneInfo("UTC")) - FIRST_ZONE


def ends_by(starts_at: datetime, clock: str) -> datetime:
    """When the last zone on earth has come to the hour."""
    return starts_at if clock != Clock.CUSTOMER else at_wall_of(starts_at, ZoneInfo("UTC")) + LAST_ZONE


class DueTimes:
    """The due time of each zone, counted once a zone."""

    def __init__(self, starts_at: datetime, clock: str, begun_at: datetime) -> None:
        self.starts_at, self.clock, self.begun_at = starts_at, clock, begun_at
        self._known: dict[str, datetime] = {}

    def of(self, zone_name: str) -> datetime:
        """When a message for a customer of this zone is due; an hour that is over by more than GRACE comes again the next day."""
        if self.clock != Clock.CUSTOMER:
            return max(self.starts_at, self.begun_at)
        if zone_name not in self._known:
            self._known[zone_name] = self._count(zone_of(zone_name))
        return self._known[zone_name]

    def _count(self, zone: ZoneInfo) -> datetime:
        due = at_wall_of(self.starts_at, zone)
        days = 0
        while due + GRACE < self.begun_at:
            days = max(days + 1, (self.begun_at - due).days)
            due = at_wall_of_day(self.starts_at, zone, days)
        return max(due, self.begun_at)


def at_wall_of_day(moment: datetime, zone: ZoneInfo, days: int) -> datetime:
    """As `at_wall_of`, so many days later on the calendar: the hour stays the same over a change of clocks."""
    wall = moment.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None) + timedelta(days=days)
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
