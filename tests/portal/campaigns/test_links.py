"""Advert links, tags and personal links: counted once, nobody is known by it, and the page cache does not notice."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from portal.campaigns.actions import links as actions
from portal.campaigns.models import AdvertLink, AdvertVisit, Invitation, Referral
from portal.campaigns.queries import links as queries
from portal.core.clock import now
from portal.customers.actions import relate
from portal.customers.models import Interaction
from tests.caches import everything_kept
from tests.factories import accounts, customers, landing, pages

pytestmark = pytest.mark.django_db
PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Accept-Language": "en"}


def test_a_short_link_leads_to_the_page_with_its_tags_and_counts_one_person(client):
    made = landing.link(target="/shop/?sort=price#top", tag="may")
    answer = client.get(f"/go/{made.code}/", headers=PERSON)
    assert answer["Location"] == "/en/shop/?sort=price&utm_source=fair&utm_medium=poster&utm_campaign=may#top"
    assert not answer.cookies
    visit = AdvertVisit.objects.get()
    assert (visit.link, visit.source, visit.visitor, visit.path) == (made, "fair", "person", made.target)
    client.get(answer["Location"], headers=PERSON)
    client.get(f"/go/{made.code}/", headers=PERSON)
    assert AdvertVisit.objects.count() == 1


def test_a_link_leads_to_the_readers_language(client):
    made = landing.link(target="/en/shop/")
    assert client.get(f"/go/{made.code}/", headers=PERSON | {"Accept-Language": "ar"})["Location"].startswith("/ar/shop/?")


def test_a_link_to_an_editors_page_leads_to_its_translation(client):
    homes, key = pages.home(), uuid.uuid4()
    for code, slug in (("en", "quiet"), ("ar", "هدوء")):
        landing.page(landing.block("quote", text="x", who="y", what="", picture=None), homes=homes, language=code, key=key, slug=slug)
    made = landing.link(target="/quiet/?a=1#form", source="x", medium="y")
    ways = {code: client.get(f"/go/{made.code}/", headers=PERSON | {"Accept-Language": code})["Location"] for code in ("ar", "de")}
    assert ways == {
        "ar": "/ar/%D9%87%D8%AF%D9%88%D8%A1/?a=1&utm_source=x&utm_medium=y#form",
        "de": "/de/quiet/?a=1&utm_source=x&utm_medium=y#form",
    }


def test_another_visitor_and_another_hour_count_again(client, monkeypatch):
    made = landing.link()
    client.get(f"/go/{made.code}/", headers=PERSON)
    client.get(f"/go/{made.code}/", headers=PERSON, REMOTE_ADDR="192.0.2.7")
    assert AdvertVisit.objects.count() == 2
    cache.clear()
    client.get(f"/go/{made.code}/", headers=PERSON)
    assert AdvertVisit.objects.count() == 3


def test_nothing_of_the_visitor_is_in_the_row_or_the_cache(client):
    client.get(f"/go/{landing.link().code}/", headers=PERSON, REMOTE_ADDR="192.0.2.77")
    row = str(AdvertVisit.objects.values().get())
    assert "192.0.2.77" not in row
    assert "Firefox" not in row
    kept = [key for key in everything_kept() if "advert" in key]
    assert kept
    assert not any("192.0.2" in key or "Firefox" in key for key in kept if "limit" not in key)


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Googlebot/2.1", "Accept-Language": "en"},
        {"User-Agent": "curl/8.0", "Accept-Language": "en"},
        {"User-Agent": PERSON["User-Agent"]},
        {},
    ],
)
def test_machines_are_told_apart(client, headers):
    client.get(f"/go/{landing.link().code}/", headers=headers)
    assert AdvertVisit.objects.get().visitor == "machine"


def test_what_a_browser_fetches_ahead_is_not_counted(client):
    made = landing.link()
    client.get(f"/go/{made.code}/", headers=PERSON | {"Sec-Purpose": "prefetch"})
    client.head(f"/go/{made.code}/", headers=PERSON)
    assert AdvertVisit.objects.count() == 0


def test_a_flood_of_one_network_is_no_success(client, monkeypatch):
    monkeypatch.setattr(actions, "MOST_AN_HOUR", 3)
    for n in range(6):
        client.get(f"/go/{landing.link(source=f's{n}').code}/", headers=PERSON)
    assert AdvertVisit.objects.count() == 3


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "shop",
        "/a\nb",
        "/desk/",
        "\t//evil.example",
        "#form",
        "/go/other/",
    ],
)
def test_a_target_outside_this_site_is_refused(target):
    with pytest.raises(ValidationError):
        actions.make_link(by=None, code="out", name="Out", target=target, source="x", medium="y")
    assert AdvertLink.objects.count() == 0


def test_a_link_that_ended_leads_home_and_is_not_counted(client):
    made = landing.link()
    actions.end_link(made, by=None)
    assert client.get(f"/go/{made.code}/", headers=PERSON)["Location"] == "/"
    assert AdvertVisit.objects.count() == 0
    assert client.get("/go/nobody/", headers=PERSON, follow=True).status_code == 404


def test_tags_on_any_page_are_counted_and_the_page_is_the_kept_one(client, settings):
    settings.PAGE_CACHE_SECONDS = 60
    plain = client.get("/en/help/", headers=PERSON)
    tagged = client.get("/en/help/?utm_source=letter&utm_medium=mail&utm_campaign=may&gclid=abc", headers=PERSON)
    assert tagged["ETag"] == plain["ETag"]
    assert "utm_" not in tagged.content.decode()
    visit = AdvertVisit.objects.get()
    assert (visit.link, visit.source, visit.medium, visit.tag, visit.path) == (None, "letter", "mail", "may", "/en/help/")
    client.get("/en/help/?utm_source=letter&utm_medium=mail&utm_campaign=may", headers=PERSON)
    assert AdvertVisit.objects.count() == 1


def test_the_rest_of_the_query_stays(client):
    answer = client.get("/en/search/?utm_source=x&q=pump&a=1&a=2", headers=PERSON)
    assert answer.wsgi_request.GET.urlencode() == "q=pump&a=1&a=2"


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=%00%ff",
        "utm_source=" + "x" * 5000,
        "utm_source=%ED%A0%80",
        "utm_source=" + "%E2%80%AEx",
        "utm_source",
        "&".join(f"utm_source=a{n}" for n in range(300)),
    ],
)
def test_odd_tags_never_cost_the_page(client, query):
    assert client.get(f"/en/help/?{query}", headers=PERSON).status_code == 200
    assert all(len(visit.source) <= 60 for visit in AdvertVisit.objects.all())


def test_a_page_that_is_not_there_counts_nothing(client):
    client.get("/en/nothing/here/?utm_source=x", headers=PERSON)
    assert AdvertVisit.objects.count() == 0


def signed_up(browser, email="new@mail.example"):
    user = accounts.user(email)
    browser.post("/en/accounts/login/", {"login": email, "password": accounts.PASSWORD})
    return user


def test_the_first_way_is_told_to_the_timeline_of_who_signs_in():
    browser = Client(headers=PERSON)
    assert "session" not in browser.get("/en/help/?utm_source=letter&utm_campaign=may").cookies
    browser.get("/en/accounts/login/", headers={"Referer": "http://testserver/en/help/?utm_source=letter&utm_campaign=may"})
    browser.get("/en/help/?utm_source=second")
    user = signed_up(browser)
    told = Interaction.objects.get(party=user.party, kind="campaigns.came_through")
    assert told.attrs == {"source": "letter", "medium": "", "tag": "may", "content": "", "term": "", "link": ""}
    browser.post("/en/accounts/logout/")
    browser.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    assert Interaction.objects.filter(kind="campaigns.came_through").count() == 1


def test_the_address_of_another_site_is_no_way():
    browser = Client(headers=PERSON)
    browser.get("/en/accounts/login/", headers={"Referer": "http://evil.example/?utm_source=letter"})
    signed_up(browser)
    assert Interaction.objects.filter(kind="campaigns.came_through").count() == 0


def test_who_joins_through_a_personal_link_is_counted_once():
    referrer = accounts.user()
    client = Client()
    client.force_login(referrer)
    client.post("/en/join/")
    code = Invitation.objects.get(party=referrer.party).code
    assert f"/en/join/{code}/" in client.get("/en/me/").content.decode()
    browser = Client(headers=PERSON)
    assert browser.get(f"/en/join/{code}/")["Location"] == "/en/accounts/signup/"
    joined = signed_up(browser)
    assert (Referral.objects.get().referrer, Referral.objects.get().joined) == (referrer.party, joined.party)
    assert queries.joined_through(referrer.party) == 1
    assert {one.kind for one in Interaction.objects.filter(kind__startswith="campaigns.")} == {"campaigns.was_invited", "campaigns.invited"}


def test_an_old_customer_and_the_owner_himself_are_not_counted():
    referrer, old = accounts.user(), accounts.user()
    code = actions.invitation_of(referrer.party).code
    assert actions.note_joined(old.party, code, invited_at=now() + timedelta(seconds=1)) is None
    with pytest.raises(actions.OwnLinkError):
        actions.note_joined(referrer.party, code, invited_at=now() - timedelta(days=1))
    assert Referral.objects.count() == 0


def test_nobody_of_the_same_household_is_counted():
    referrer, partner, home = accounts.user(), accounts.user(), customers.party(kind="household")
    relate(referrer.party, "household_member", home, by=None)
    relate(partner.party, "household_member", home, by=None)
    with pytest.raises(actions.OwnLinkError):
        actions.note_joined(partner.party, actions.invitation_of(referrer.party).code, invited_at=now() - timedelta(days=1))
    assert Referral.objects.count() == 0


def test_the_own_link_says_so_to_its_owner():
    user = accounts.user()
    client = Client(headers=PERSON)
    client.force_login(user)
    code = actions.invitation_of(user.party).code
    assert "This is your own link" in client.get(f"/en/join/{code}/", follow=True).content.decode()


def test_every_number_of_the_desk_opens_its_rows():
    made = landing.link()
    for n, agent in enumerate((PERSON["User-Agent"], PERSON["User-Agent"], "Googlebot")):
        Client().get(f"/go/{made.code}/", headers=PERSON | {"User-Agent": agent}, REMOTE_ADDR=f"192.0.2.{n}")
    desk = Client()
    desk.force_login(accounts.user(roles=("marketer",)))
    html = desk.get("/desk/reach/").content.decode()
    assert f'href="/desk/reach/visits/?link={made.pk}&amp;visitor=person">2<' in html
    assert f'href="/desk/reach/visits/?link={made.pk}&amp;visitor=machine">1<' in html
    rows = desk.get(f"/desk/reach/visits/?link={made.pk}&visitor=person")
    assert len(rows.context["page"].rows) == 2
    today = queries.days_of(made)[0]
    assert (today.people, today.machines) == (2, 1)
    assert len(desk.get(f"/desk/reach/visits/?link={made.pk}&on={today.on}&visitor=machine").context["page"].rows) == 1
    assert desk.get("/desk/reach/visits/?link=x&on=2026-99-99&visitor=z&source=%00").status_code == 200


def test_a_marketer_makes_a_link_and_is_told_what_is_wrong():
    desk = Client()
    desk.force_login(accounts.user(roles=("marketer",)))
    given = {"name": "Fair", "code": "fair", "target": "https://evil.example/", "source": "fair", "medium": "poster"}
    refused = desk.post("/desk/reach/new/", given)
    assert refused.status_code == 422
    assert "Begin with / and name a page" in refused.content.decode()
    assert desk.post("/desk/reach/new/", given | {"target": "/shop/"}).status_code == 302
    assert AdvertLink.objects.get().created_by is not None
    assert desk.post("/desk/reach/new/", given | {"target": "/shop/"}).status_code == 422
