"""Clocks that are odd: half an hour of summer time, a day that never was, the two sides of the date line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from portal.campaigns import forms, timing

BERLIN = ZoneInfo("Europe/Berlin")


def due(zone: str, *wall: int, begun: datetime = datetime(2000, 1, 1, tzinfo=UTC)) -> datetime:
    """When this hour, meant as the house's clock shows it, has come in `zone`."""
    return timing.DueTimes(datetime(*wall, tzinfo=BERLIN).astimezone(UTC), "customer", begun).of(zone)


@pytest.mark.parametrize(
    ("zone", "wall", "told"),
    [
        ("Australia/Lord_Howe", (2026, 10, 4, 2, 15), "2026-10-03T15:45"),  # 02:00 to 02:30 is left out: 02:45
        ("Australia/Lord_Howe", (2026, 4, 5, 1, 45), "2026-04-04T14:45"),  # 01:30 to 02:00 comes twice: the first
        ("Australia/Lord_Howe", (2026, 4, 5, 2, 0), "2026-04-04T15:30"),
        ("Pacific/Apia", (2011, 12, 30, 9, 0), "2011-12-30T19:00"),  # a day that never was: the same hour of the next
        ("Pacific/Kiritimati", (2026, 6, 1, 9, 0), "2026-05-31T19:00"),
        ("Pacific/Pago_Pago", (2026, 6, 1, 9, 0), "2026-06-01T20:00"),
        ("Asia/Kathmandu", (2026, 6, 1, 9, 0), "2026-06-01T03:15"),
        ("America/St_Johns", (2026, 3, 8, 2, 30), "2026-03-08T06:00"),
        ("No/Such_Zone", (2026, 6, 1, 9, 0), "2026-06-01T07:00"),
    ],
)
def test_the_hour_on_an_odd_clock(zone: str, wall: tuple[int, ...], told: str) -> None:
    assert due(zone, *wall).strftime("%Y-%m-%dT%H:%M") == told


def test_the_same_hour_comes_on_both_sides_of_the_date_line_a_day_apart() -> None:
    assert due("Pacific/Pago_Pago", 2026, 6, 1, 9, 0) - due("Pacific/Kiritimati", 2026, 6, 1, 9, 0) == timedelta(hours=25)


@pytest.mark.parametrize(
    "wall", [(2026, 3, 29, 2, 30), (2026, 10, 25, 2, 30), (2026, 10, 4, 2, 15), (2026, 11, 1, 1, 30), (2026, 6, 1, 0, 0)]
)
def test_no_zone_is_due_before_the_campaign_begins_or_after_the_last_zone(wall: tuple[int, ...]) -> None:
    starts = datetime(*wall, tzinfo=BERLIN).astimezone(UTC)
    times = timing.DueTimes(starts, "customer", datetime(2000, 1, 1, tzinfo=UTC))
    first, last = timing.begins_at(starts, "customer"), timing.ends_by(starts, "customer")
    late = [zone for zone in available_timezones() if not first <= times.of(zone) <= last + timedelta(hours=1)]
    assert late == []


@pytest.mark.parametrize("wall", [(2026, 3, 29, 2, 30), (2026, 10, 4, 2, 15), (2026, 3, 8, 2, 30)])
def test_each_zone_shows_the_hour_or_the_one_its_clock_jumped_to(wall: tuple[int, ...]) -> None:
    meant = timing_wall(*wall)
    for zone in available_timezones():
        shown = due(zone, *wall).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert shown == meant or meant < shown <= meant + timedelta(hours=1), zone


def timing_wall(*wall: int) -> datetime:
    """What the house's own clock shows at that moment: its own spring leaves an hour out too."""
    return datetime(*wall, tzinfo=BERLIN).astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None)


@pytest.mark.parametrize("written", ["2026-03-29T02:30", "2026-10-25T02:30"])
def test_a_start_that_no_clock_of_the_house_shows_or_shows_twice_is_told(written: str) -> None:
    form = forms.ScheduleForm({"starts_at": written, "clock": "house", "per_minute": "100"})
    assert "starts_at" in form.errors


@pytest.mark.parametrize(("written", "utc"), [("2026-03-29T03:00", "01:00"), ("2026-10-25T03:00", "02:00"), ("2026-10-25T01:59", "23:59")])
def test_the_hours_beside_a_change_of_clocks_are_taken_as_they_are(written: str, utc: str) -> None:
    form = forms.ScheduleForm({"starts_at": written, "clock": "house", "per_minute": "100"})
    assert "starts_at" not in form.errors
    assert form.cleaned_data["starts_at"].astimezone(UTC).strftime("%H:%M") == utc
