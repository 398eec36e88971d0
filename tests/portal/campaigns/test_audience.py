"""Who gets a campaign and who does not, each with the reason; households, addresses, clocks; drawn once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from portal.campaigns import timing
from portal.campaigns.actions import audience, running
from portal.campaigns.models import AudienceRow, Campaign, Enrolment
from portal.campaigns.queries import audience as reads
from portal.campaigns.statistics import arms
from portal.core.clock import now
from portal.customers import actions as customers
from portal.customers.actions import consent as consents
from portal.customers.actions.merging import merge_parties
from portal.customers.models import Party
from portal.messaging.models import Message
from tests.factories import accounts, campaigns, consent
from tests.factories import customers as people

pytestmark = pytest.mark.django_db


def reasons(campaign: Campaign) -> dict[int, str]:
    audience.prepare_campaign(campaign)
    return dict(AudienceRow.objects.filter(campaign=campaign).values_list("party_id", "reason"))


def household(*members: Party) -> Party:
    """A household of these."""
    home = people.party(kind="household")
    for member in members:
        customers.relate(member, "household_member", home, by=None)
    return home


def test_everybody_in_the_segment_has_a_reason() -> None:
    yes, never, gone, german = campaigns.reader(), campaigns.reader(agreed=False), campaigns.reader(), campaigns.reader(language="de")
    silent = people.party()
    for point in gone.identifiers.all():
        consents.withdraw(point, "offers", "email", source="preferences")
    campaign = campaigns.campaign([yes, never, gone, german, silent], languages=["en"], channels=["email"])
    assert reasons(campaign) == {
        yes.pk: "gets", never.pk: "no_consent", gone.pk: "withdrawn", german.pk: "language", silent.pk: "unreachable",
    }  # fmt: skip
    counts = reads.counts_of(campaign)
    assert (counts.gets, counts.total, counts.by_channel) == (1, 5, [("email", 1, counts.cost_minor)])
    for code, _label, number in counts.left_out:
        assert reads.rows_of(campaign, reason=code).count() == number


def test_with_or_without_an_account() -> None:
    reader = campaigns.reader()
    member = accounts.user().party
    consent.agreed(consent.email(member), "offers")
    assert reasons(campaigns.campaign([reader, member], signed_in="yes", channels=["email"])) == {reader.pk: "account", member.pk: "gets"}
    assert reasons(campaigns.campaign([reader, member], signed_in="no", channels=["email"])) == {reader.pk: "gets", member.pk: "account"}


def test_one_message_a_household() -> None:
    first, second, alone = campaigns.reader(), campaigns.reader(), campaigns.reader()
    home = household(first, second)
    campaign = campaigns.campaign([first, second, alone])
    assert reasons(campaign) == {first.pk: "gets", second.pk: "household", alone.pk: "gets"}
    assert AudienceRow.objects.get(campaign=campaign, party=first).unit == home


def test_the_one_of_a_household_who_may_be_written_to_gets_it() -> None:
    first, second = campaigns.reader(agreed=False), campaigns.reader()
    household(first, second)
    assert reasons(campaigns.campaign([first, second])) == {first.pk: "no_consent", second.pk: "gets"}


def test_a_merged_customer_counts_once() -> None:
    one, two = campaigns.reader(), campaigns.reader()
    campaign = campaigns.campaign([one, two])
    merge_parties(one, two, by=None, reason="The same person.")
    found = reasons(campaign)
    assert sorted(found.values()) == ["gets", "merged"]
    assert AudienceRow.objects.filter(campaign=campaign, reason="gets").get().unit_id == one.pk


def test_arms_and_variants_are_those_of_the_hash() -> None:
    readers = [campaigns.reader() for _reader in range(30)]
    campaign = campaigns.approved(readers, holdout_percent=40, goal="asked", variants=(("a", 50), ("b", 50)))
    running.start_campaign(campaign)
    for row in Enrolment.objects.filter(campaign=campaign):
        held = arms.is_held_out(arms.bucket(campaign.salt, row.unit_id), 40)
        assert row.bucket == arms.bucket(campaign.salt, row.unit_id)
        assert row.arm == ("holdout" if held else "treat")
        assert row.variant == ("" if held else arms.variants(campaign.salt, [("a", 50), ("b", 50)], [row.unit_id])[0])
    assert Enrolment.objects.count() == 30
    audience.queue_audience(campaign)
    treated = Enrolment.objects.filter(arm="treat")
    assert dict(Message.objects.values_list("unit_id", "variant")) == dict(treated.values_list("unit_id", "variant"))
    assert not Message.objects.filter(unit_id__in=Enrolment.objects.filter(arm="holdout").values("unit_id")).exists()


def test_a_household_is_drawn_once_and_the_table_says_so() -> None:
    campaign = campaigns.running_one()
    row = Enrolment.objects.get()
    with pytest.raises(IntegrityError):
        Enrolment.objects.create(campaign=campaign, unit=row.unit, party=row.party, arm="holdout", bucket=1)


def test_queueing_goes_on_where_a_killed_worker_stopped() -> None:
    campaign = campaigns.running_one([campaigns.reader() for _reader in range(5)])
    Message.objects.filter(pk__in=Message.objects.order_by("pk").values("pk")[2:]).delete()
    campaign.mailing.state = "draft"
    campaign.mailing.save()
    assert audience.queue_audience(campaign) == 3
    assert Message.objects.values("unit").distinct().count() == 5 == Message.objects.count()


def test_consent_withdrawn_between_count_and_start_is_obeyed() -> None:
    reader, other = campaigns.reader(), campaigns.reader()
    campaign = campaigns.approved([reader, other])
    consents.withdraw(reader.identifiers.get(), "offers", "email", source="one_click")
    running.start_campaign(campaign)
    assert list(Enrolment.objects.values_list("party_id", flat=True)) == [other.pk]
    assert AudienceRow.objects.get(party=reader).reason == "withdrawn"


@pytest.mark.parametrize("size", [3, 30])
def test_counting_asks_as_often_for_thirty_as_for_three(size: int) -> None:
    campaign = campaigns.campaign([campaigns.reader() for _reader in range(size)])
    audience.prepare_campaign(campaign)
    with CaptureQueriesContext(connection) as asked:
        audience.prepare_campaign(campaign)
    writes = [one for one in asked if one["sql"].startswith("INSERT")]
    assert len(asked) - len(writes) <= 75, "seven channels, each with the gate's few questions"


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Europe/Berlin"))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("Europe/Berlin", datetime(2026, 6, 1, 7, 0, tzinfo=UTC)),
        ("Asia/Taipei", datetime(2026, 6, 1, 1, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 6, 1, 13, 0, tzinfo=UTC)),
        ("", datetime(2026, 6, 1, 7, 0, tzinfo=UTC)),
        ("Not/A_Zone", datetime(2026, 6, 1, 7, 0, tzinfo=UTC)),
    ],
)
def test_the_same_hour_on_every_clock(zone: str, due: datetime) -> None:
    begun = datetime(2026, 5, 31, 19, 0, tzinfo=UTC)
    assert timing.DueTimes(berlin(2026, 6, 1, 9, 0), "customer", begun).of(zone) == due
    assert timing.begins_at(berlin(2026, 6, 1, 9, 0), "customer") == begun


def test_an_hour_that_spring_leaves_out_comes_as_much_later() -> None:
    starts = berlin(2026, 3, 8, 2, 30)
    due = timing.DueTimes(starts, "customer", datetime(2026, 3, 7, tzinfo=UTC)).of("America/New_York")
    assert due == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert due.astimezone(ZoneInfo("America/New_York")).strftime("%H:%M") == "03:30"


def test_an_hour_that_autumn_has_twice_counts_the_first_time() -> None:
    starts = berlin(2026, 11, 1, 1, 30)
    due = timing.DueTimes(starts, "customer", datetime(2026, 10, 31, tzinfo=UTC)).of("America/New_York")
    assert due == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_an_hour_that_is_over_comes_again_the_next_day_at_the_same_hour_across_a_change_of_clocks() -> None:
    starts = berlin(2026, 3, 7, 9, 0)
    begun = datetime(2026, 3, 7, 20, 0, tzinfo=UTC)
    due = timing.DueTimes(starts, "customer", begun).of("America/New_York")
    assert due.astimezone(ZoneInfo("America/New_York")).strftime("%d %H:%M") == "08 09:00"


def test_the_house_clock_sends_at_once() -> None:
    moment = now()
    assert timing.DueTimes(moment - timedelta(hours=1), "house", moment).of("Asia/Taipei") == moment


def test_whose_hour_comes_after_the_latest_start_is_told() -> None:
    east, west = campaigns.reader(time_zone="Asia/Taipei"), campaigns.reader(time_zone="America/Los_Angeles")
    starts = now().replace(microsecond=0) + timedelta(days=2)
    campaign = campaigns.campaign([east, west], starts_at=starts, latest_start_at=starts + timedelta(hours=2), clock="customer")
    assert reasons(campaign) == {east.pk: "gets", west.pk: "late"}
