"""A campaign in the browser: written, scheduled, previewed, approved by a second person, sent, paused, read; and its pages for everybody's eyes."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse

from portal.campaigns.actions import audience, beat, measuring
from portal.campaigns.models import Campaign, Enrolment
from portal.core.clock import now
from portal.messaging import sender
from portal.messaging.models import Mailing, Message
from tests.factories import campaigns
from tests.journeys.chat_browsers import open_page, running, server  # noqa: F401 - fixtures
from tests.journeys.test_axe import RUN

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def clock_ticks() -> None:
    """What the worker does every few seconds."""
    for number in beat.look_at_clock()["to_queue"]:
        audience.queue_audience(Campaign.objects.select_related("mailing").get(pk=number))


def write_campaign(page: Any, segment: str, template: str) -> None:
    """Five steps, each its own page."""
    page.get_by_role("link", name="New campaign").first.click()
    page.get_by_label("Name").fill("Spring cleaning")
    page.get_by_label("What we expect").fill("Owners come back to the shop.")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Segment").select_option(label=segment)
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Message A").select_option(label=template)
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Starts").fill((now() + timedelta(days=1)).strftime("%Y-%m-%dT09:00"))
    page.get_by_label("At most a minute").fill("2")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Hold-out in per cent").fill("0")
    page.get_by_role("button", name="Save and go on").click()


def test_a_marketer_builds_schedules_checks_sends_pauses_and_reads(open_page, server):  # noqa: F811
    readers = [campaigns.reader() for _reader in range(5)]
    never = campaigns.reader(agreed=False)
    segment, template = campaigns.segment([*readers, never]), campaigns.template(body="Hello {customer.name}. [The shop](/en/shop/)")
    author, second = campaigns.marketer(), campaigns.marketer()

    page = open_page(author, reverse("desk_campaigns"))
    write_campaign(page, segment.name, template.name)
    page.get_by_role("button", name="Count the audience").click()
    page.locator(".figure", has_text="get it").get_by_text("5", exact=True).wait_for()
    page.get_by_text("The customer was never asked").wait_for()
    page.locator("td.address").get_by_text("/en/shop/").wait_for()
    assert page.locator("tr", has_text="/en/shop/").get_by_text("answers").count() == 1
    page.locator("dl.numbers-first a").first.click()
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("link", name="Check").click()
    page.get_by_role("button", name="Send the test to me").click()
    page.get_by_text("on its way to your own address").wait_for()
    page.get_by_role("button", name="Hand in for approval").first.click()
    page.get_by_text("Somebody else has to approve it now").wait_for()
    assert page.get_by_role("button", name="Approve").count() == 0

    other = open_page(second, reverse("desk_campaign_approvals"))
    other.get_by_role("link", name="Spring cleaning").click()
    other.get_by_label("Note").fill("Good.")
    other.get_by_role("button", name="Approve").click()
    other.get_by_text("It begins when its time comes").wait_for()
    clock_ticks()
    assert Campaign.objects.get().state == "approved", "its time has not come"

    Campaign.objects.update(starts_at=now() - timedelta(seconds=5))
    clock_ticks()
    Message.objects.filter(mailing=None).delete()
    sender.send_due(seconds=2)
    page.goto(server.http + reverse("desk_campaign", args=[Campaign.objects.get().pk]))
    page.get_by_text("2 of 5 messages are through").wait_for()
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Nothing more leaves").wait_for()
    Mailing.objects.update(per_minute=0)
    sender.send_due(seconds=2)
    assert Message.objects.filter(state="sent").count() == 2

    page.get_by_role("button", name="Go on").click()
    page.get_by_text("It goes on where it was").wait_for()
    sender.send_due(seconds=5)
    page.get_by_text("5 of 5 messages are through").wait_for()  # without a hand: the part looks again by itself
    assert Message.objects.filter(state="sent").count() == 5
    Mailing.objects.update(state="done", finished_at=now())
    clock_ticks()
    page.locator(".tag", has_text="Done").wait_for()

    page.get_by_role("link", name="Results").first.click()
    page.get_by_role("button", name="Count now").click()
    page.get_by_role("row", name="Sent").locator("a").first.click()
    assert page.locator("tbody tr").count() == 5


PAGES = ["desk_campaigns", "desk_campaign_approvals", "desk_campaign_new", "desk_campaign", "desk_campaign_check", "desk_campaign_audience",
         "desk_campaign_messages", "desk_campaign_results", "desk_campaign_result_rows"]  # fmt: skip


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 320), ("ar", "dark", 390)])
def test_every_page_fits_a_phone_and_axe_finds_nothing(open_page, server, language, scheme, width):  # noqa: F811
    campaign = campaigns.running_one(
        [campaigns.reader() for _reader in range(8)], holdout_percent=40, goal="asked", variants=(("a", 50), ("b", 50)),
        body="[x](https://example.org/a-rather-long-address-that-nobody-can-break-anywhere-because-it-has-no-blanks/)", name="Frühjahrsreinigungsgutscheinversand " * 3,
    )  # fmt: skip
    measuring.measure_campaign(campaign)
    assert Enrolment.objects.exists()
    page = open_page(campaigns.marketer(), "/", viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    page.context.add_cookies([{"name": "language", "value": language, "url": server.http}])
    for name in PAGES:
        args = [] if name in PAGES[:3] else [campaign.pk]
        page.goto(server.http + reverse(name, args=args))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(RUN) == [], name
