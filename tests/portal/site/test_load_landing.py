"""The demo's landing page: in four languages, with banners of the running campaign and links that have visits; loaded once."""

from datetime import UTC, datetime

import pytest

from portal.campaigns.models import AdvertLink, AdvertVisit, Banner, LandingPage
from portal.site.demo import load_landing
from portal.site.demo.book import Book
from tests.factories import landing, pages


@pytest.mark.parametrize(
    ("now", "evening"),
    [
        (datetime(2026, 11, 22, 12, tzinfo=UTC), "2026-12-02T18:30:00+01:00"),
        (datetime(2026, 12, 2, 12, tzinfo=UTC), "2027-01-06T18:30:00+01:00"),
        (datetime(2026, 6, 30, 23, tzinfo=UTC), "2026-08-05T18:30:00+02:00"),
    ],
)
def test_the_evening_is_a_first_wednesday_on_the_clock_of_freiburg(now, evening):
    assert load_landing.first_wednesday(now).isoformat() == evening


@pytest.mark.django_db
def test_loading_twice_loads_once(client):
    pages.home()
    landing.campaign(slug="repair-evening")
    for _again in range(2):
        load_landing.load(Book())
        assert (LandingPage.objects.count(), Banner.objects.count(), AdvertLink.objects.count(), AdvertVisit.objects.count()) == (4, 2, 3, 195)
    assert "Kaputt hinbringen, heil mitnehmen" in client.get("/de/reparaturabend/").content.decode()
    assert 'href="/de/reparaturabend/"' in client.get("/de/").content.decode()
