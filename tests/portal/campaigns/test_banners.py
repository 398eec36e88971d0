"""Banners: one a place, chosen the same way each time, for each reader his own, and never kept for another."""

from datetime import timedelta

import pytest
from django.test import Client

from portal.campaigns.enums import CampaignState
from portal.campaigns.models import BannerDismissal
from portal.campaigns.statistics import arms
from portal.core.clock import now
from portal.customers.actions import preferences
from tests.factories import accounts, landing, pages

pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}


def signed_in(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def seen(browser, address="/en/help/") -> list[str]:
    """Which of the banners' headings are on the page."""
    html = browser.get(address).content.decode()
    return [word for word in ("Everybody", "Owners", "Later", "Second") if f'banner-heading">{word}<' in html]


def test_two_customers_and_a_visitor_each_see_their_own_in_any_order(keeping):
    owner, other = accounts.user(), accounts.user()
    landing.banner("help", heading_en="Everybody")
    landing.banner("help", heading_en="Owners", segment=landing.segment(owner.party), priority=9)
    for _again in range(3):
        assert seen(signed_in(owner)) == ["Owners"]
        assert seen(Client()) == ["Everybody"]
        assert seen(signed_in(other)) == ["Everybody"]
        assert seen(Client()) == ["Everybody"]


def test_what_is_kept_for_visitors_says_what_it_depends_on(settings):
    settings.PAGE_CACHE_SECONDS = 60
    owner = accounts.user()
    landing.banner("help", heading_en="Owners", segment=landing.segment(owner.party), priority=9)
    landing.banner("help", heading_en="Everybody")
    mine = signed_in(owner).get("/en/help/")
    assert mine["Cache-Control"] == "private, no-store"
    for _again in range(2):
        answer = Client().get("/en/help/")
        assert answer["Vary"] == "Cookie, HX-Request"
        assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60"
        assert "Owners" not in answer.content.decode()


@pytest.mark.parametrize("place", [("home", "/en/"), ("shop", "/en/shop/"), ("help", "/en/help/"), ("community", "/en/community/")])
def test_every_place_shows_its_banner(client, place):
    pages.home()
    name, address = place
    landing.banner(name, heading_en="Everybody")
    landing.banner("mine", heading_en="Later")
    assert seen(client, address) == ["Everybody"]


def test_my_page_shows_its_banner():
    landing.banner("mine", heading_en="Everybody")
    assert seen(signed_in(accounts.user()), "/en/me/") == ["Everybody"]


def test_the_choice_among_several_is_always_the_same(client):
    first, second = landing.campaign(), landing.campaign()
    landing.banner("help", heading_en="Later", campaign=second, priority=1)
    landing.banner("help", heading_en="Everybody", campaign=first, priority=1)
    landing.banner("help", heading_en="Second", campaign=first, priority=1)
    assert {tuple(seen(client)) for _again in range(5)} == {("Everybody",)}


@pytest.mark.parametrize(
    "fields",
    [
        {"live": False}, {"languages": ["de"]}, {"signed_in": "yes"},
        {"starts_at": now() + timedelta(hours=1)}, {"ends_at": now() - timedelta(hours=1)},
    ],
)  # fmt: skip
def test_a_visitor_does_not_see_what_is_not_for_him(client, fields):
    landing.banner("help", heading_en="Everybody", **fields)
    assert seen(client) == []


@pytest.mark.parametrize("state", [state for state in CampaignState if state != CampaignState.RUNNING])
def test_only_a_running_campaign_shows_its_banners(client, state):
    landing.banner("help", heading_en="Everybody", campaign=landing.campaign(state))
    assert seen(client) == []


def test_the_held_out_see_what_comes_next():
    user = accounts.user()
    salt = next(f"s{n}" for n in range(100) if arms.is_held_out(arms.bucket(f"s{n}", user.party.pk), 50))
    landing.banner("help", heading_en="Owners", campaign=landing.campaign(holdout_percent=50, salt=salt), priority=5)
    landing.banner("help", heading_en="Everybody")
    assert seen(signed_in(user)) == ["Everybody"]
    assert seen(Client()) == ["Owners"]


def test_whoever_wants_nothing_personal_sees_what_everybody_sees():
    user = accounts.user()
    landing.banner("help", heading_en="Owners", segment=landing.segment(user.party), priority=5)
    landing.banner("help", heading_en="Everybody")
    assert seen(signed_in(user)) == ["Owners"]
    preferences.declare(user.party, {"personalised": False}, by=user)
    assert seen(signed_in(user)) == ["Everybody"]


def test_a_customer_puts_a_banner_away_on_every_device():
    user, banner = accounts.user(), landing.banner("help", heading_en="Everybody")
    browser = signed_in(user)
    assert browser.post(f"/en/why/banner/{banner.pk}/away/", headers=HERE | {"HX-Request": "true"}).status_code == 204
    assert browser.post(f"/en/why/banner/{banner.pk}/away/", headers=HERE).status_code == 302
    assert BannerDismissal.objects.count() == 1
    assert seen(signed_in(user)) == []
    assert seen(signed_in(accounts.user())) == ["Everybody"]


def test_a_visitor_puts_a_banner_away_for_his_session():
    banner, browser = landing.banner("help", heading_en="Everybody"), Client()
    assert browser.post(f"/en/why/banner/{banner.pk}/away/", headers=HERE).status_code == 302
    assert seen(browser) == []
    assert seen(Client()) == ["Everybody"]
    assert BannerDismissal.objects.count() == 0


def test_another_site_puts_nothing_away():
    user, banner = accounts.user(), landing.banner("help", heading_en="Everybody")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    for sent_from in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert browser.post(f"/en/why/banner/{banner.pk}/away/", headers=sent_from).status_code == 403
    assert BannerDismissal.objects.count() == 0


def test_why_tells_the_campaign_and_how_to_be_rid_of_it(client):
    banner = landing.banner("help", campaign=landing.campaign(name="Quiet weeks"))
    html = client.get(f"/en/why/banner/{banner.pk}/").content.decode()
    assert "Quiet weeks" in html
    assert "It was not chosen for you" in html
    assert "Do not show me this again" in html
    assert "/why/off/" not in html


def test_why_tells_a_member_the_segment_in_a_sentence_and_switches_off():
    user = accounts.user()
    banner = landing.banner("help", heading_en="Owners", segment=landing.segment(user.party))
    browser = signed_in(user)
    html = browser.get(f"/en/why/banner/{banner.pk}/").content.decode()
    assert "Because this describes you" in html
    assert "It has been so since" in html
    assert browser.post("/en/why/off/").status_code == 302
    assert seen(browser) == []


def test_nobody_learns_of_banners_meant_for_others(client):
    user = accounts.user()
    banner = landing.banner("help", segment=landing.segment(user.party))
    address = f"/en/why/banner/{banner.pk}/"
    assert [browser.get(address).status_code for browser in (client, signed_in(accounts.user()), signed_in(user))] == [404, 404, 200]
    assert client.post(address + "away/", headers=HERE).status_code == 404
    assert client.get(f"/en/why/banner/{'9' * 25}/").status_code == 404


def test_every_banner_leads_to_its_reason(client):
    banner = landing.banner("help", heading_en="Everybody")
    assert f'href="/en/why/banner/{banner.pk}/"' in client.get("/en/help/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_choice_asks_as_often_for_many_as_for_one(settings, django_assert_num_queries, count):
    settings.CONTENT_CHECK_SECONDS = 0  # it asks by the clock
    user = accounts.user()
    browser = signed_in(user)
    for _n in range(count):
        landing.banner("help", segment=landing.segment(user.party), campaign=landing.campaign(holdout_percent=1, salt="x"))
    browser.get("/en/help/")
    with django_assert_num_queries(15):
        browser.get("/en/help/")
