"""The preference centre, the ways out and the confirmation: for whoever is signed in, for whoever holds a link, and for scanners."""

import re
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.db import transaction
from django.test import Client
from django.utils import timezone

from portal.core.clock import now
from portal.customers import actions, gate, links, mails
from portal.customers.actions import consent
from portal.customers.enums import IdentifierKind
from portal.customers.models import ConsentEvent, ConsentState, Contact, PreferenceEvent, Suppression
from portal.customers.queries import consent as queries
from portal.customers.queries.preferences import preferences_of
from portal.topics.models import Topic
from tests.factories import accounts, customers
from tests.factories import consent as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = accounts.user()
    client.force_login(user)
    return user


def address_of(user):
    return user.party.identifiers.get(kind=IdentifierKind.EMAIL)


def path(url):
    return urlsplit(url).path


def fields(response):
    """What a browser would send if nothing was touched."""
    form = response.context["form"]
    data = {"text": [row["text"].pk for row in response.context["purposes"] if row["text"]]}
    for name in form.fields:
        value = form.get_initial_for_field(form.fields[name], name)
        if value not in (None, False, ""):
            data[name] = value if isinstance(value, list | str) else "on"
    return data


def allowed(row, purpose="news", channel="email"):
    return gate.may_send(row, purpose, channel).allowed


def test_what_is_sent_as_it_stands_changes_nothing_and_what_is_ticked_is_agreed_to(client, user):
    row = address_of(user)
    page = client.get("/en/me/preferences/")
    assert client.post("/en/me/preferences/", fields(page)).status_code == 302
    assert ConsentEvent.objects.count() == 0
    data = fields(page) | {"ways_news": [f"email-{row.pk}"], "quiet": "own", "quiet_from": "20:00", "quiet_to": "09:30", "theme": "dark",
                           "time_zone": "Asia/Taipei", "measured": "on"}  # fmt: skip
    answer = client.post("/en/me/preferences/", data)
    assert (answer.status_code, answer.cookies["theme"].value) == (302, "dark")
    event = ConsentEvent.objects.get()
    assert (event.purpose, event.source, event.actor, event.text) == ("news", "preferences", user, queries.current_text("news", "en"))
    held = preferences_of(user.party)
    assert (held.quiet, held.theme, held.measured, held.channels["news"]) == ({"from": "20:00", "to": "09:30"}, "dark", True, ["email"])
    user.party.refresh_from_db()
    assert user.party.time_zone == "Asia/Taipei"
    text = client.get("/en/me/preferences/").content.decode()
    assert "When signing up" not in text
    assert "In the preferences" in text
    assert event.text.sha256[:16] in text


def test_taking_a_tick_away_withdraws_and_objects_at_once(client, user):
    row = factory.agreed(address_of(user))
    data = fields(client.get("/en/me/preferences/"))
    assert data["ways_news"] == [f"email-{row.pk}"]
    assert f"email-{row.pk}" in data["ways_community"]
    client.post("/en/me/preferences/", {name: value for name, value in data.items() if name not in {"ways_news", "ways_community"}})
    assert (allowed(row), allowed(row, "community"), allowed(row, "service")) == (False, False, True)
    assert {s.status for s in ConsentState.objects.filter(identifier=row)} == {"withdrawn", "objected"}


def test_the_words_that_were_on_the_page_are_the_words_agreed_to(client, user):
    row = address_of(user)
    data = fields(client.get("/en/me/preferences/")) | {"ways_news": [f"email-{row.pk}"]}
    seen = queries.current_text("news", "en")
    consent.publish_text("news", "en", "Published while he read the page.")
    client.post("/en/me/preferences/", data)
    assert ConsentEvent.objects.get().text == seen


def test_a_pause_is_kept_and_can_be_ended(client, user):
    page = client.get("/en/me/preferences/")
    client.post("/en/me/preferences/", fields(page) | {"pause": "30"})
    until = preferences_of(user.party).paused_until
    assert timedelta(days=29, hours=23) < until - timezone.now() <= timedelta(days=30)
    client.post("/en/me/preferences/", fields(client.get("/en/me/preferences/")))
    assert preferences_of(user.party).paused_until == until
    client.post("/en/me/preferences/", fields(client.get("/en/me/preferences/")) | {"pause": ""})
    assert preferences_of(user.party).paused_until is None


def test_saving_in_another_language_shows_the_page_in_it(client, user):
    Topic.objects.create(code="espresso", name="Espresso", slug="espresso")
    page = client.get("/en/me/preferences/")
    answer = client.post("/en/me/preferences/", fields(page) | {"language": "ar", "topics": ["espresso"]})
    assert answer["Location"] == "/ar/me/preferences/"
    user.refresh_from_db()
    assert (user.language, preferences_of(user.party).topics) == ("ar", ["espresso"])


@pytest.mark.parametrize(
    "wrong",
    [{"quiet": "own", "quiet_from": "", "quiet_to": "08:00"}, {"quiet": "own", "quiet_from": "08:00", "quiet_to": "08:00"}, {"quiet": "own", "quiet_from": "99:99"},
     {"language": "xx"}, {"time_zone": "Mars/Olympus"}, {"ways_news": ["email-1000000"]}, {"ways_news": ["pigeon-1", "\x00"]}, {"pause": "100000"},
     {"theme": "pink"}, {"topics": ["\x00"]}, {"quiet": ""}],
)  # fmt: skip
def test_wrong_input_is_told_and_changes_nothing(client, user, wrong):
    page = client.get("/en/me/preferences/")
    answer = client.post("/en/me/preferences/", fields(page) | wrong)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert ConsentEvent.objects.count() == PreferenceEvent.objects.exclude(source="observed").count() == 0


def test_texts_that_are_damaged_or_foreign_do_not_become_proof(client, user):
    row = address_of(user)
    data = fields(client.get("/en/me/preferences/")) | {
        "ways_news": [f"email-{row.pk}"],
        "text": ["x", "9" * 30, "-1", queries.current_text("offers", "de").pk],
    }
    client.post("/en/me/preferences/", data)
    assert ConsentEvent.objects.get().text == queries.current_text("news", "en")


def test_somebody_elses_address_cannot_be_ticked(client, user):
    other = factory.email()
    page = client.get("/en/me/preferences/")
    assert client.post("/en/me/preferences/", fields(page) | {"ways_news": [f"email-{other.pk}"]}).status_code == 200
    assert ConsentEvent.objects.count() == 0


def test_everything_is_withdrawn_with_one_button_and_only_by_post(client, user):
    row = factory.agreed(factory.agreed(address_of(user)), "offers")
    assert client.get("/en/me/preferences/nothing/").status_code == 405
    assert allowed(row)
    client.post("/en/me/preferences/nothing/")
    assert [allowed(row, p) for p in ("news", "offers", "community", "account")] == [False, False, False, True]


def test_a_link_opens_the_preferences_of_one_address_without_signing_in(client):
    party = customers.party(language="de")
    row, other = (
        factory.agreed(factory.email(party, address="reader@mail.example")),
        factory.agreed(factory.email(party, address="private@mail.example")),
    )
    url = links.preference_url(row, "de")
    assert url.startswith("http://localhost:8000/de/preferences/")
    page = client.get(path(url))
    text = page.content.decode()
    assert (page.status_code, "r…@mail.example" in text, "reader@" in text, "private" in text) == (200, True, False, False)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"], page["Cache-Control"]) == (
        "no-referrer",
        "noindex, nofollow",
        "private, no-store",
    )
    data = {name: value for name, value in fields(page).items() if name != "ways_news"}
    answer = Client(enforce_csrf_checks=True).post(path(url), data)
    assert (answer.status_code, answer["Location"]) == (302, f"{path(url)}?saved=1")
    assert (allowed(row), allowed(other)) == (False, True)
    assert ConsentEvent.objects.order_by("pk").last().source == "link"
    client.post(path(url), {"withdraw_all": "1"})
    assert not allowed(row, "community")


def test_no_get_of_any_link_changes_anything(client):
    """Scanners follow every link of every mail, some of them twice, with HEAD and with queries of their own."""
    row = factory.agreed(factory.email())
    waiting = factory.agreed(factory.email(verified=False))
    grant = waiting.consent_events.get()
    urls = [
        links.preference_url(row, "en"),
        links.unsubscribe_url(row, "news", "email", "messaging.message:1"),
        links.confirmation_url([grant.pk], "en"),
    ]
    before = (ConsentEvent.objects.count(), PreferenceEvent.objects.count(), Suppression.objects.count())
    for url in urls:
        for call in (client.get, client.head):
            assert call(path(url)).status_code == 200
            assert call(path(url) + "?withdraw_all=1&List-Unsubscribe=One-Click&confirm=1").status_code == 200
        assert client.put(path(url)).status_code == 405
    assert (ConsentEvent.objects.count(), PreferenceEvent.objects.count(), Suppression.objects.count()) == before
    assert (allowed(row), allowed(waiting)) == (True, False)


def foreign_tokens(row):
    good = links.preference_url(row, "en").rsplit("/", 2)[1]
    out = links.unsubscribe_url(row, "news", "email", "").rsplit("/", 2)[1]
    return ["x", "1", "0:0:0", good[:-1], good + "x", "2" + good, out, good.upper(), good * 30, "\x00", "%00", "ä", "🐈", "..", signing.dumps([row.pk]),
            signing.TimestampSigner(salt="other").sign(str(row.pk)), signing.TimestampSigner(salt="portal.customers.links.preferences").sign("-1"),
            signing.TimestampSigner(salt="portal.customers.links.preferences").sign("9" * 18)]  # fmt: skip


def test_forged_damaged_and_foreign_tokens_all_get_the_same_kind_page(client):
    row = factory.agreed(factory.email())
    seen = set()
    for door in ("/en/preferences/", "/u/", "/en/preferences/confirm/"):
        for token in foreign_tokens(row):
            if door == "/u/" and token == links.unsubscribe_url(row, "news", "email", "").rsplit("/", 2)[1]:
                continue
            for call in (client.get, client.post):
                answer = call(f"{door}{token}/")
                assert answer.status_code == 404, (door, token)
                if b"does not open anything" in answer.content:
                    seen.add(re.sub(r"nonce=\"[^\"]*\"|/[^\"]*", "", re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0]))
    assert len(seen) == 1
    assert allowed(row)


def test_an_old_link_an_ended_address_and_an_erased_customer_open_nothing(client, monkeypatch):
    row = factory.email()
    url = path(links.preference_url(row, "en"))
    confirm = path(links.confirmation_url([factory.agreed(factory.email(verified=False)).consent_events.get().pk], "en"))
    real = time.time()
    monkeypatch.setattr(signing.time, "time", lambda: real + 366 * 24 * 3600)
    for one in (url, confirm):
        answer = client.get(one)
        assert (answer.status_code, b"has run out" in answer.content) == (404, True)
    monkeypatch.undo()
    actions.end_identifier(row, by=None)
    assert client.get(url).status_code == 404
    gone = factory.email()
    url = path(links.preference_url(gone, "en"))
    type(gone.party).objects.filter(pk=gone.party_id).update(erased_at=now())
    assert client.get(url).status_code == 404


def test_an_unproved_address_is_asked_once_by_mail_and_confirms_with_a_button(client, mailoutbox):
    row = factory.email(customers.party(language="de"), verified=False)
    factory.agreed(factory.agreed(row), "offers")
    accounts.work_off_mails()
    [letter] = mailoutbox
    assert letter.to == [row.value_norm]
    url = re.search(r"http://localhost:8000(/de/preferences/confirm/[^\s]+/)", letter.body)[1]
    assert not allowed(row)
    assert client.get(url).status_code == 200
    assert not allowed(row)
    assert Client(enforce_csrf_checks=True).post(url).status_code == 200
    row.refresh_from_db()
    assert (allowed(row), allowed(row, "offers"), row.verified_at is not None) == (True, True, True)
    assert b"nichts mehr zu" in client.post(url).content or client.post(url).status_code == 200
    consent.withdraw(row, "news", "email", source="preferences")
    client.post(url)
    assert not allowed(row)


def test_nobody_is_flooded_with_questions_and_who_complained_is_not_asked(mailoutbox):
    row = factory.email(verified=False)
    factory.agreed(row)
    accounts.work_off_mails()
    assert not mails.ask_to_confirm(row)
    for _ in range(20):
        mails.ask_to_confirm(row, again=True)
    assert len(mailoutbox) == mails.MOST_A_DAY
    other = factory.email(verified=False)
    consent.suppress(other.value_norm, "email", reason="complaint")
    factory.agreed(other)
    accounts.work_off_mails()
    assert len(mailoutbox) == mails.MOST_A_DAY


def test_the_question_is_queued_with_the_act_and_lost_with_neither(mailoutbox):
    """Nothing waits for what follows the commit: a process that ends right after it has queued the question already."""
    row = factory.email(verified=False)
    with transaction.atomic():
        factory.agreed(row)
        transaction.set_rollback(True)
    accounts.work_off_mails()
    assert (mailoutbox, Contact.objects.count()) == ([], 0)
    factory.agreed(row)  # callbacks after the commit do not run in this test
    accounts.work_off_mails()
    [noted] = Contact.objects.all()
    assert (len(mailoutbox), noted.identifier, noted.purpose) == (1, row, "account")


def test_a_question_that_could_not_be_laid_down_is_asked_by_the_next_try(mailoutbox, monkeypatch):
    row = factory.email(verified=False)
    factory.agreed(row)
    with monkeypatch.context() as broken:
        broken.setattr(mails.mails, "compose", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            mails.ask_to_confirm(row)
    assert Contact.objects.count() == 0
    assert mails.ask_to_confirm(row)
    assert not mails.ask_to_confirm(row)
    assert len(mailoutbox) == 1


def test_the_appearance_and_language_of_a_person_come_along_to_another_browser(client, user, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/appearance/", {"theme": "dark", "next": "/en/"})
    assert preferences_of(user.party).theme == "dark"
    other = Client()
    other.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    assert 'data-theme="dark"' in other.get("/en/me/preferences/").content.decode()
    assert PreferenceEvent.objects.get(party=user.party, key="language").value == "en"
