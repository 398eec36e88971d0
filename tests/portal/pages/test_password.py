"""A page with a password: asked for in the house's own look, kept from everybody else."""

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from portal.pages.models import InfoPage
from portal.pages.queries import for_everybody
from tests.factories import pages

pytestmark = pytest.mark.django_db
PASSWORD = "three warm cups"
SECRET = "Only for members"


@pytest.fixture(params=["en", "ar"])
def guarded(request, settings):
    settings.PAGE_CACHE_SECONDS = 60
    homes = pages.home()
    page = pages.add(homes[request.param], InfoPage, request.param, title=SECRET, slug="members", summary=SECRET)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password=PASSWORD)
    page.restriction = page.get_view_restrictions().get()
    return page


def ask(client, page, password):
    address = f"/{page.locale.language_code}/_util/authenticate_with_password/{page.restriction.pk}/{page.pk}/"
    return client.post(address, {"password": password, "return_url": page.get_url()})


def test_the_page_asks_for_its_password_in_its_own_language_and_look(client, guarded):
    answer = client.get(guarded.get_url())
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'lang="{guarded.locale.language_code}"' in html
    assert html.count("<h1") == 1
    assert 'type="password"' in html
    assert 'class="bar' in html
    assert SECRET not in html
    assert "style=" not in html


def test_a_wrong_password_is_said_and_opens_nothing(client, guarded):
    answer = ask(client, guarded, "three cold cups")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert SECRET not in answer.content.decode()
    assert SECRET not in client.get(guarded.get_url()).content.decode()


def test_the_right_password_opens_the_page_in_this_browser_only(client, guarded):
    answer = ask(client, guarded, PASSWORD)
    assert (answer.status_code, answer.url) == (302, guarded.get_url())
    assert SECRET in client.get(guarded.get_url()).content.decode()
    for _visit in range(2):
        assert SECRET not in Client().get(guarded.get_url()).content.decode()


@pytest.mark.parametrize("password", ["", "x" * 10_000, "\x00", "\u202e", "\ud800"])
def test_hostile_passwords_open_nothing(client, guarded, password):
    assert ask(client, guarded, password.encode("utf-8", "surrogatepass") if password == "\ud800" else password).status_code == 200
    assert SECRET not in client.get(guarded.get_url()).content.decode()


def test_the_door_leads_to_no_other_site(client, guarded):
    address = f"/en/_util/authenticate_with_password/{guarded.restriction.pk}/{guarded.pk}/"
    answer = client.post(address, {"password": PASSWORD, "return_url": "https://evil.example/"})
    assert answer.status_code == 302
    assert "evil" not in answer.url


@pytest.mark.parametrize("numbers", ["0/0", f"{2**70}/1", f"1/{2**70}"])
def test_a_door_that_is_not_there_is_a_404(client, guarded, numbers):
    assert client.get(f"/en/_util/authenticate_with_password/{numbers}/").status_code == 404


def test_what_stands_in_a_private_section_is_left_out_in_one_statement_as_by_wagtail(django_assert_num_queries):
    homes = pages.home()
    pages.news(homes, 2)
    pages.add(homes["en"], InfoPage, title="Open", slug="open")
    closed = pages.add(homes["en"], InfoPage, title="Closed", slug="closed")
    pages.add(closed, InfoPage, title="Below", slug="below")
    pages.add(homes["en"], InfoPage, title="Beside", slug="closed-beside")
    everybody = set(Page.objects.values_list("pk", flat=True))
    assert set(for_everybody(Page.objects.all()).values_list("pk", flat=True)) == everybody
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    with django_assert_num_queries(1):
        found = set(for_everybody(Page.objects.all()).values_list("pk", flat=True))
    assert found == set(Page.objects.public().values_list("pk", flat=True))
    assert len(everybody - found) == 2
