"""Quiet hours by the clock on the customer's wall."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.customers import hours

NIGHT = (time(21), time(8))


def at(text, zone="UTC"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("moment", "zone", "opens"),
    [
        ("2026-05-04T12:00", "Europe/Berlin", "2026-05-04T12:00"),
        ("2026-05-04T20:59", "Europe/Berlin", "2026-05-04T20:59"),
        ("2026-05-04T21:00", "Europe/Berlin", "2026-05-05T08:00"),
        ("2026-05-05T07:59", "Europe/Berlin", "2026-05-05T08:00"),
        ("2026-05-05T08:00", "Europe/Berlin", "2026-05-05T08:00"),
        ("2026-03-28T23:00", "Europe/Berlin", "2026-03-29T08:00"),  # the night the clock is put forward
        ("2026-10-24T23:00", "Europe/Berlin", "2026-10-25T08:00"),  # and back
        ("2026-05-04T23:00", "Asia/Taipei", "2026-05-05T08:00"),
    ],
)
def test_the_night_ends_by_the_customers_own_clock(moment, zone, opens):
    assert hours.open_at(NIGHT, zone, at(moment, zone)) == at(opens, zone)


def test_an_end_the_clock_jumps_over_is_the_jump_itself():
    quiet = (time(0), time(2, 30))
    found = hours.open_at(quiet, "Europe/Berlin", at("2026-03-29T01:00", "Europe/Berlin"))
    assert found.astimezone(UTC) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # 02:00 becomes 03:00


def test_what_is_damaged_or_empty_is_no_quiet_time():
    for value in (
        None,
        {},
        [],
        "21:00",
        {"from": "x", "to": "08:00"},
        {"from": "08:00", "to": "08:00"},
        {"from": 1, "to": 2},
        {"from": "08:00+02:00", "to": "10:00"},
    ):
        assert hours.span(value) is None
    assert hours.span({"from": "21:00", "to": "08:00"}) == NIGHT


def test_a_zone_that_does_not_exist_is_the_houses():
    for name in ("", "Mars/Olympus", "../../etc/passwd", "\x00"):
        assert hours.zone_of(name).key == "Europe/Berlin"


clock = st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None))
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Taipei",
    "Asia/Riyadh",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/Santiago",
]


@given(
    quiet=st.tuples(clock, clock).filter(lambda pair: pair[0] != pair[1]), zone=st.sampled_from(ZONES),
    moment=st.integers(0, 60 * 24 * 730).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
)  # fmt: skip
@example(quiet=(time(1, 59), time(2, 15)), zone="Australia/Lord_Howe", moment=datetime(2026, 10, 3, 15, 29, tzinfo=UTC))
@example(quiet=(time(0), time(2, 30)), zone="Europe/Berlin", moment=datetime(2026, 3, 29, 0, 0, tzinfo=UTC))
def test_it_opens_at_the_first_minute_that_is_not_quiet_wherever_clocks_change(quiet, zone, moment):
    found = hours.open_at(quiet, zone, moment)
    assert not hours.is_quiet(quiet, zone, found)
    walk = moment
    while walk < found:
        assert hours.is_quiet(quiet, zone, walk)
        walk += timedelta(minutes=1)
