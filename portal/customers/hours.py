"""Quiet hours on somebody's own clock: whether a moment lies in them and when they end, across midnight and changes of the clock."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings

Span = tuple[time, time]
_MINUTE = timedelta(minutes=1)


def span(value: Any) -> Span | None:
    """`{"from": "21:00", "to": "08:00"}` as two times; None for none, for an empty span, and for anything damaged."""
    try:
        begins, ends = time.fromisoformat(value["from"]), time.fromisoformat(value["to"])
    except (TypeError, KeyError, ValueError):
        return None
    return None if begins == ends or begins.tzinfo or ends.tzinfo else (begins, ends)


def house_span() -> Span | None:
    """The operator's quiet hours (`QUIET_HOURS`, e.g. 21:00-08:00)."""
    begins, _dash, ends = settings.QUIET_HOURS.partition("-")
    return span({"from": begins.strip(), "to": ends.strip()})


@lru_cache(maxsize=700)
def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """The time zone of that name; the house's for '' and for one that does not exist."""
    try:
        return zoneinfo.ZoneInfo(name or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def is_quiet(quiet: Span | None, zone: str, at: datetime) -> bool:
    """Does the clock on that wall show a quiet hour at `at`?"""
    if quiet is None:
        return False
    shown = at.astimezone(zone_of(zone)).time()
    begins, ends = quiet
    return begins <= shown < ends if begins < ends else shown >= begins or shown < ends


def open_at(quiet: Span | None, zone: str, at: datetime) -> datetime:
    """`at` itself, or the moment the quiet hours it lies in end; always a moment that is not quiet."""
    if quiet is None or not is_quiet(quiet, zone, at):
        return at
    wall = zone_of(zone)
    today = at.astimezone(wall).date()
    ends = [
        datetime.combine(today + timedelta(days=day), quiet[1], tzinfo=wall).replace(fold=fold).astimezone(UTC)
        for day in (0, 1, 2)
        for fold in (0, 1)
    ]
    found = min(moment for moment in ends if moment > at and not is_quiet(quiet, zone, moment))
    if found.astimezone(wall).time() != quiet[1]:  # the clock jumped over the hour: the jump itself ended it
        while found - _MINUTE > at and not is_quiet(quiet, zone, found - _MINUTE):
            found -= _MINUTE
    return found
