"""The way out of a purpose by one click: for whom, in which language, and what a dead link shows."""

import re
import time
from urllib.parse import urlsplit

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from portal.customers import gate, links
from portal.customers.enums import ConsentStatus
from portal.customers.queries import consent as queries
from tests.factories import consent as factory
from tests.factories import customers

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path(url):
    return urlsplit(url).path


def allowed(row, purpose="news", channel="email"):
    return gate.may_send(row, purpose, channel).allowed


@pytest.mark.parametrize("language", ["en", "de", "ar", "zh-hant"])
def test_one_click_acts_without_cookies_redirect_login_or_form_token(language):
    row = factory.agreed(factory.email(customers.party(language=language)))
    url = links.unsubscribe_url(row, "news", "email", "messaging.message:12")
    mail_program = Client(enforce_csrf_checks=True)
    begun = time.monotonic()
    answer = mail_program.post(path(url), ONE_CLICK)
    assert not allowed(row)
    assert time.monotonic() - begun < 1
    assert (answer.status_code, answer.cookies, mail_program.cookies) == (200, {}, {})
    assert f'lang="{language}"' in answer.content.decode()
    event = row.consent_events.order_by("pk").last()
    assert (event.action, event.source, event.evidence) == ("withdraw", "one_click", {"message": "messaging.message:12"})


@pytest.mark.parametrize(("chosen", "accepted", "spoken"), [("", "", "de"), ("", "zh-hant", "de"), ("ar", "", "ar"), ("xx", "", "de")])
def test_the_way_out_speaks_the_customers_language_until_another_is_chosen(client, chosen, accepted, spoken):
    url = path(links.unsubscribe_url(factory.email(customers.party(language="de")), "news", "email", ""))
    client.get(f"/language/{chosen or 'xx'}/")
    if chosen == "xx":
        client.cookies["language"] = chosen
    answer = client.get(url, headers={"Accept-Language": accepted})
    assert answer.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}" dir="{"rtl" if spoken == "ar" else "ltr"}"' in answer.content.decode()
    assert f"/{spoken}/preferences/" in answer.content.decode()


@pytest.mark.parametrize("url", ["/u/broken/", "/ar/preferences/broken/"])
def test_a_link_that_opens_nothing_speaks_the_readers_language_and_names_no_sisters(client, url):
    answer = client.get(url, headers={"Accept-Language": "ar"})
    assert (answer.status_code, answer.headers["Content-Language"]) == (404, "ar")
    assert '<html lang="ar" dir="rtl"' in answer.content.decode()
    assert '<link rel="alternate" hreflang' not in answer.content.decode()
    assert 'hreflang="de"' in answer.content.decode()  # the choice of a language stays


def test_taking_the_way_out_again_and_again_is_one_act(client):
    row = factory.agreed(factory.email())
    url = path(links.unsubscribe_url(row, "news", "email", ""))
    for _ in range(3):
        assert client.post(url, ONE_CLICK).status_code == 200
    assert row.consent_events.count() == 2
    factory.agreed(row)
    client.post(url)
    assert (allowed(row), row.consent_events.order_by("pk").last().source) == (False, "link")


def test_the_way_out_is_taken_whatever_the_body_looks_like():
    for body, kind in ((b"", "text/plain"), (b"--x\r\nbroken", "multipart/form-data; boundary=x"), (b"\xff\xfe", "application/x-www-form-urlencoded"),
                       (b"a" * 200_000, "application/octet-stream"), (b"x=1&" * 3000, "application/x-www-form-urlencoded"), (b"", "multipart/form-data")):  # fmt: skip
        row = factory.agreed(factory.email())
        url = path(links.unsubscribe_url(row, "news", "email", ""))
        answer = Client(enforce_csrf_checks=True).post(url, data=body, content_type=kind)
        assert (answer.status_code, allowed(row)) == (200, False), kind


def test_the_way_out_is_for_the_address_whoever_else_has_it(client):
    row, same = factory.agreed(factory.email(address="shared@mail.example")), factory.email(verified=False, address="shared@mail.example")
    factory.agreed(same, source="import", evidence={"list": "shop"})
    assert allowed(same)
    client.post(path(links.unsubscribe_url(row, "news", "email", "")), ONE_CLICK)
    assert (allowed(row), allowed(same)) == (False, False)


def test_what_is_owed_cannot_be_unsubscribed_and_interest_becomes_an_objection(client):
    row = factory.email()
    answer = client.post(path(links.unsubscribe_url(row, "service", "email", "")), ONE_CLICK)
    assert (answer.status_code, b"cannot be switched off" in answer.content, allowed(row, "service")) == (200, True, True)
    client.post(path(links.unsubscribe_url(row, "community", "email", "")), ONE_CLICK)
    assert queries.state_of(row, "community", "email").status == ConsentStatus.OBJECTED


def test_the_headers_are_those_of_the_standards(settings):
    row = factory.email()
    settings.MAIL_BOUNCES = "bounces@mail.example"
    headers = links.list_unsubscribe_headers(row, "offers", "email", "messaging.message:7")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    https, mailto = headers["List-Unsubscribe"].split(", ")
    assert https.startswith("<http://localhost:8000/u/")
    assert re.fullmatch(r"<mailto:bounces\+u\d+-offers-email\.[0-9a-f]{20}@mail\.example\?subject=unsubscribe>", mailto)
    local = mailto.removeprefix("<mailto:").partition("@")[0]
    assert len(local) <= 64
    assert links.read_address(mailto) == links.WayOut(row.pk, "offers", "email")
    assert links.read_address(mailto.replace("offers", "news")) is None
    assert links.read_address("nobody@mail.example") is None
    message = EmailMessage(headers=headers)
    assert "\n" not in headers["List-Unsubscribe"]
    assert message.message()["List-Unsubscribe"]
    settings.MAIL_BOUNCES = ""
    assert "mailto" not in links.list_unsubscribe_headers(row, "offers", "email", "")["List-Unsubscribe"]
    with pytest.raises(ValueError, match="reference"):
        links.unsubscribe_url(row, "offers", "email", "x\r\nBcc: all@mail.example")


