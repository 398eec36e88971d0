"""Visits and delivery events are forgotten after their time, and no number changes by it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from portal.campaigns import tasks
from portal.campaigns.actions import beat, measuring
from portal.campaigns.actions.errors import NotInThisStateError
from portal.campaigns.models import AdvertVisit, Campaign, Outcome
from portal.campaigns.queries import links, results
from portal.core import pruning
from portal.core.clock import now, today
from portal.customers import timeline
from portal.messaging import tasks as messaging
from portal.messaging.models import DeliveryEvent, Message
from tests.factories import campaigns, landing
from tests.factories import outgoing as letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_lots(monkeypatch, settings):
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    settings.VISIT_DAYS = settings.DELIVERY_DAYS = 100


@pytest.fixture
def desk(client):
    client.force_login(campaigns.marketer())
    return client


def visit(link, days, **said):
    at = now() - timedelta(days=days)
    AdvertVisit.objects.create(link=link, path="/shop/", visitor="person", at=at, came_on=today() - timedelta(days=days), **said)


def counted(link):
    return links.days_of(link), links.ways(), [(one.people, one.machines) for one in links.links()], [one.pk for one in links.visits()]


def test_old_visits_go_and_every_count_stays():
    link = landing.link()
    for days in (0, 1, 29, 30, 99, 100, 101, 102, 103, 500):
        visit(link, days, source="fair", medium="poster")
    before = counted(link)
    assert tasks.forget_old_visits.call() == 4
    assert min(AdvertVisit.objects.values_list("came_on", flat=True)) == today() - timedelta(days=100)
    assert counted(link) == before
    assert tasks.forget_old_visits.call() == 0


def ended(days: int, *, size: int = 4) -> Campaign:
    """A campaign that began so many days ago: all its messages were followed and half of its households asked for something."""
    made = campaigns.running_one([campaigns.reader() for _reader in range(size)], tracking=True, goal="asked")
    begun = now() - timedelta(days=days)
    Campaign.objects.filter(pk=made.pk).update(frozen_at=begun, state="done")
    sent = Message.objects.filter(mailing=made.mailing_id)
    sent.update(state="sent", sent_at=begun)
    for number, message in enumerate(sent.order_by("pk")):
        DeliveryEvent.objects.create(message=message, kind="clicked", key=f"{message.pk}", at=begun + timedelta(hours=2))
        if number % 2:
            timeline.record(message.party, "search.nothing_found", attrs={"text": "x", "language": "en"}, at=begun + timedelta(hours=3))
    made.refresh_from_db()
    return made


def told(campaign, desk):
    """Everything the results say: numbers, the rows behind them, and the page."""
    page = desk.get(reverse("desk_campaign_results", args=[campaign.pk])).content.decode()
    rows = [desk.get(reverse("desk_campaign_result_rows", args=[campaign.pk]) + f"?measure={name}") for name in ("clicked", "asked", "reached")]
    return (
        results.of(campaign).lines, [[one.pk for one in answer.context["page"]] for answer in rows],
        re.findall(r"<table.*?</table>", page, re.DOTALL), sorted(Outcome.objects.values_list("enrolment", "measure", "first_at", "count")),
    )  # fmt: skip


def test_the_results_of_an_ended_campaign_stay_when_its_events_are_forgotten(desk):
    campaign = ended(120)
    measuring.measure_campaign(campaign)
    before = told(campaign, desk)
    assert len(before[3]) == 10
    assert messaging.forget_old_events.call() == 4
    assert DeliveryEvent.objects.count() == 0
    assert told(campaign, desk) == before


def test_counted_again_afterwards_it_would_find_less_so_it_is_not_counted_again(desk, monkeypatch):
    campaign = ended(120)
    measuring.measure_campaign(campaign)
    before = told(campaign, desk)
    messaging.forget_old_events.call()
    with pytest.raises(NotInThisStateError):
        measuring.measure_campaign(campaign)
    address = reverse("desk_campaign_measure", args=[campaign.pk])
    assert desk.post(address).url == reverse("desk_campaign", args=[campaign.pk])
    page = desk.get(reverse("desk_campaign_results", args=[campaign.pk])).content.decode()
    assert address not in page
    assert "These numbers stay as they are" in page
    assert (told(campaign, desk), beat.to_measure()) == (before, [])
    monkeypatch.setattr(Campaign, "is_closed", False)
    measuring.measure_campaign(campaign)
    assert told(campaign, desk) != before


def test_events_stay_for_a_campaign_that_was_not_counted_to_its_end(desk):
    campaign = ended(120)
    assert messaging.forget_old_events.call() == 0
    Campaign.objects.filter(pk=campaign.pk).update(measured_at=campaign.final_count_at - timedelta(minutes=1))
    assert beat.to_measure() == [campaign.pk]
    assert messaging.forget_old_events.call() == 0
    measuring.measure_campaign(campaign)
    assert dict(Outcome.objects.filter(measure="clicked").values_list("measure", "count")) == {"clicked": 1}
    assert messaging.forget_old_events.call() == 4


def test_on_the_day_of_the_closing_nothing_goes_since_a_count_may_be_under_way(desk):
    campaign = ended(100, size=1)
    measuring.measure_campaign(campaign)
    Campaign.objects.filter(pk=campaign.pk).update(frozen_at=now() - timedelta(days=100, hours=5))
    campaign.refresh_from_db()
    assert campaign.is_closed
    assert messaging.forget_old_events.call() == 0
    Campaign.objects.filter(pk=campaign.pk).update(frozen_at=now() - timedelta(days=101, hours=5))
    DeliveryEvent.objects.update(at=now() - timedelta(days=101))
    assert messaging.forget_old_events.call() == 1


def test_events_of_messages_outside_of_campaigns_go_by_their_age_alone(client):
    message = letters.message()
    for days in (0, 99, 101, 102, 103):
        DeliveryEvent.objects.create(message=message, kind="delivered", key=f"{days}", at=now() - timedelta(days=days))
    assert messaging.forget_old_events.call() == 3
    assert set(DeliveryEvent.objects.values_list("key", flat=True)) == {"0", "99"}
    assert Message.objects.filter(pk=message.pk).exists()


def test_a_worker_that_was_away_for_a_year_counts_first():
    campaign = ended(700)
    assert beat.to_measure() == [campaign.pk]
    Campaign.objects.filter(pk=campaign.pk).update(measured_at=campaign.frozen_at + timedelta(days=1))
    assert beat.to_measure() == [campaign.pk]
    campaign.refresh_from_db()
    assert not campaign.is_closed
