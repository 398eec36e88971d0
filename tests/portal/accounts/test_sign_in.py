"""Signing up, signing in by password and by code, ending sessions: through the pages, as people do it."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.test import Client

from portal.accounts import events
from portal.accounts.models import User
from portal.customers import actions as customers_actions
from portal.customers.enums import Source
from portal.customers.models import Party
from tests.factories import accounts, customers

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGES = ["login", "login/code", "signup", "password/reset", "password/reset/done", "inactive"]


def code_of(message):
    return re.search(r"^ {4}(\S+)$", message.body, re.MULTILINE)[1]


def sign_up(client, email="new@mail.example", handle="amber-cup", language="en", password=accounts.PASSWORD):
    return client.post(f"/{language}/accounts/signup/", {"email": email, "handle": handle, "password1": password})


@pytest.fixture
def ended():
    facts = []

    def note(sender, user_id, session_keys, **kwargs):
        facts.append((user_id, session_keys))

    events.sessions_ended.connect(note)
    yield facts
    events.sessions_ended.disconnect(note)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_signing_in_opens_in_every_language(client, language, page):
    response = client.get(f"/{language}/accounts/{page}/")
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert "style=" not in html
    assert response.headers["Cache-Control"].find("no-store") >= 0 or "no-cache" in response.headers["Cache-Control"]


@pytest.mark.parametrize("page", ["email", "password/change", "sessions", "logout"])
def test_every_page_of_the_account_opens(client, page):
    client.force_login(accounts.user())
    response = client.get(f"/de/accounts/{page}/", follow=True)
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_signing_up_to_my_page(client):
    response = sign_up(client, language="de")
    assert response.status_code == 302
    assert response.url == "/de/accounts/confirm-email/"
    user = User.objects.get(email="new@mail.example")
    assert (user.language, user.party.handle, user.party.language) == ("de", "amber-cup", "de")
    message = mail.outbox[-1]
    assert message.to == ["new@mail.example"]
    assert message.extra_headers["Content-Language"] == "de"
    assert code_of(message) in message.alternatives[0][0]
    assert client.get(response.url).status_code == 200
    done = client.post(response.url, {"code": code_of(message)})
    assert done.status_code == 302
    assert done.url == "/de/me/"
    assert EmailAddress.objects.get(user=user).verified
    assert sorted(user.party.interactions.values_list("kind", flat=True)) == ["accounts.confirmed", "accounts.signed_up"]
    assert client.get("/de/me/").status_code == 200


def test_a_wrong_code_keeps_the_form_and_proves_nothing(client):
    sign_up(client)
    response = client.post("/en/accounts/confirm-email/", {"code": "WRONG1"})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_three_wrong_codes_end_the_attempt(client):
    sign_up(client)
    good = code_of(mail.outbox[-1])
    for _time in range(3):
        client.post("/en/accounts/confirm-email/", {"code": "WRONG1"})
    client.post("/en/accounts/confirm-email/", {"code": good})
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_signing_up_with_a_known_customers_address_joins_that_customer(client):
    known = customers.party(email="tim@mailbox.example", source=Source.IMPORT, handle="", billed_name="Tim Schuster")
    sign_up(client, "tim@mailbox.example", "tim-schu")
    client.post("/en/accounts/confirm-email/", {"code": code_of(mail.outbox[-1])})
    assert User.objects.get().party == known
    assert Party.objects.get().handle == "tim-schu"


def test_signing_up_with_a_taken_address_looks_the_same_and_tells_only_its_owner(client):
    fresh = sign_up(client, "free@mail.example", "free-cup")
    accounts.user("taken@mail.example")
    response = sign_up(Client(), "taken@mail.example", "other-cup")
    assert (response.status_code, response.url) == (fresh.status_code, fresh.url)
    assert "already" in mail.outbox[-1].subject
    assert User.objects.filter(email="taken@mail.example").count() == 1
    assert not Party.objects.filter(handle="other-cup").exists()


def test_a_taken_public_name_is_said_beside_the_field_and_makes_no_login(client):
    customers.party(handle="amber-cup")
    response = sign_up(client, handle="Amber-Cup")
    assert response.status_code == 200
    assert "handle" in response.context["form"].errors
    assert "new@mail.example" in response.content.decode()
    assert not User.objects.filter(email="new@mail.example").exists()


def test_a_public_name_taken_between_check_and_write_makes_no_login(client, monkeypatch):
    def late(*args, **kwargs):
        raise customers_actions.HandleTakenError("amber-cup")

    monkeypatch.setattr(customers_actions, "sign_up", late)
    response = sign_up(client)
    assert (response.status_code, response.url) == (302, "/en/accounts/signup/")
    assert not User.objects.filter(email="new@mail.example").exists()


@pytest.mark.parametrize("handle", ["ab", "x" * 21, "admin", "Adm1n", "sup\u200bport", "a b c", "a_b_c", "-abc", "a--b", "<b>x</b>", "x" * 10_000, "", "🙂🙂🙂", "客服"])
def test_what_cannot_be_a_public_name_is_refused_with_words(client, handle):
    response = sign_up(client, handle=handle)
    assert response.status_code == 200
    assert "handle" in response.context["form"].errors
    assert User.objects.count() == 0


@pytest.mark.parametrize("handle", ["amber-cup", "نور-الدعم", "怡君-台北客服", "Zoë-2", "अनुष्का"])
def test_public_names_of_every_script_are_welcome(client, handle):
    assert sign_up(client, handle=handle).status_code == 302
    assert Party.objects.get().handle == handle


@pytest.mark.parametrize("password", ["short", "password123", "1234567890", "new@mail.example", "x" * 10_000])
def test_a_weak_or_endless_password_is_refused(client, password):
    response = sign_up(client, password=password)
    assert response.status_code == 200
    assert "password1" in response.context["form"].errors
    assert User.objects.count() == 0


def test_signing_in_by_password_and_out_again(client, ended, django_capture_on_commit_callbacks):
    user = accounts.user()
    response = client.post("/en/accounts/login/", {"login": user.email.upper(), "password": accounts.PASSWORD})
    assert (response.status_code, response.url) == (302, "/en/me/")
    key = client.session.session_key
    assert client.get("/en/accounts/logout/").status_code == 200
    assert client.get("/en/me/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/accounts/logout/")
    assert ended == [(user.pk, [key])]
    assert client.get("/en/me/").status_code == 302
    assert User.objects.get(pk=user.pk).rights_version == user.rights_version + 1


def test_a_wrong_password_and_an_unknown_address_look_the_same(client):
    user = accounts.user()
    wrong = client.post("/en/accounts/login/", {"login": user.email, "password": "not the password"})
    unknown = Client().post("/en/accounts/login/", {"login": "nobody@mail.example", "password": "not the password"})
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_signing_in_by_code(client):
    user = accounts.user(language="ar")
    response = client.post("/en/accounts/login/code/", {"email": user.email})
    assert response.status_code == 302
    message = mail.outbox[-1]
    assert message.extra_headers["Content-Language"] == "ar"
    assert 'dir="rtl"' in message.alternatives[0][0]
    done = client.post(response.url, {"code": f" {code_of(message).lower()} "})
    assert (done.status_code, done.url) == (302, "/en/me/")


def test_a_code_for_an_unknown_address_looks_the_same(client):
    response = client.post("/en/accounts/login/code/", {"email": "nobody@mail.example"})
    assert (response.status_code, response.url) == (302, "/en/accounts/login/code/confirm/")
    assert client.get(response.url).status_code == 200
    assert "no account" in mail.outbox[-1].subject.lower()


def test_a_forgotten_password_is_replaced_and_all_sessions_end(client, ended, django_capture_on_commit_callbacks):
    user = accounts.user()
    other = Client()
    other.force_login(user)
    client.post("/en/accounts/password/reset/", {"email": user.email})
    link = re.search(r"https?://[^/\s]+(/en/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True)
    assert page.status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(page.request["PATH_INFO"], {"password1": "seven slow silver spoons", "password2": "seven slow silver spoons"}, follow=True)
    assert done.status_code == 200
    assert User.objects.get(pk=user.pk).check_password("seven slow silver spoons")
    assert (user.pk, []) in ended
    assert other.get("/en/me/").status_code == 302
    assert "reset" in mail.outbox[-1].subject
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def test_resetting_an_unknown_address_looks_the_same(client):
    known = client.post("/en/accounts/password/reset/", {"email": accounts.user().email})
    unknown = Client().post("/en/accounts/password/reset/", {"email": "nobody@mail.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(client, ended, django_capture_on_commit_callbacks):
    user = accounts.user()
    other = Client()
    for one in (client, other):
        one.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    new = "seven slow silver spoons"
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/accounts/password/change/", {"oldpassword": accounts.PASSWORD, "password1": new, "password2": new})
    assert ended == [(user.pk, [])]
    assert client.get("/en/me/").status_code == 200
    assert other.get("/en/me/").status_code == 302


def test_ending_the_other_sessions_from_the_list(client, ended, django_capture_on_commit_callbacks):
    user = accounts.user()
    other = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    for one in (client, other):
        one.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    other.get("/en/me/")
    page = client.get("/en/accounts/sessions/").content.decode()
    assert "Firefox, Windows" in page
    key = other.session.session_key
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/en/accounts/sessions/").status_code == 302
    assert ended == [(user.pk, [key])]
    assert other.get("/en/me/").status_code == 302
    assert client.get("/en/me/").status_code == 200
    assert UserSession.objects.count() == 1


def test_a_closed_account_cannot_sign_in(client):
    user = accounts.user(is_active=False)
    response = client.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    assert (response.status_code, response.url) == (302, "/en/accounts/inactive/")
    assert client.get("/en/me/").status_code == 302


def test_addresses_are_added_proved_made_the_main_one_and_removed(client):
    user = accounts.user("first@mail.example")
    client.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    client.post("/en/accounts/email/", {"email": "second@mail.example", "action_add": "1"})
    client.post("/en/accounts/confirm-email/", {"code": code_of(mail.outbox[-1])})
    live = user.party.identifiers.filter(kind="email", ended_at=None, verified_at__isnull=False)
    assert sorted(live.values_list("value_norm", flat=True)) == ["first@mail.example", "second@mail.example"]
    client.post("/en/accounts/email/", {"email": "second@mail.example", "action_primary": "1"})
    assert User.objects.get(pk=user.pk).email == "second@mail.example"
    client.post("/en/accounts/email/", {"email": "first@mail.example", "action_remove": "1"})
    assert list(live.values_list("value_norm", flat=True)) == ["second@mail.example"]
    assert user.party.identifiers.filter(kind="email").count() == 2


def test_too_many_wrong_passwords_are_stopped_even_with_the_right_one(client):
    user = accounts.user()
    for _time in range(6):
        client.post("/en/accounts/login/", {"login": user.email, "password": "not the password"})
    client.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    assert client.get("/en/me/").status_code == 302


def test_a_flood_of_sign_ups_meets_our_page_and_status_429(client):
    answers = [client.post("/en/accounts/signup/", {}).status_code for _time in range(21)]
    assert answers == [200] * 20 + [429]
    page = client.post("/en/accounts/signup/", {})
    assert page.headers["Retry-After"]
    assert page.content.decode().count("<h1") == 1


def test_addresses_behind_a_trusted_proxy_are_counted_apart(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(21):
        answer = client.post("/en/accounts/signup/", {}, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert answer.status_code == 200
    for _time in range(21):
        answer = client.post("/en/accounts/signup/", {}, headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.99"})
    assert answer.status_code == 429


def test_a_forged_forwarded_address_does_not_escape_the_limit_without_a_proxy(client):
    for number in range(21):
        answer = client.post("/en/accounts/signup/", {}, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert answer.status_code == 429


def test_the_cache_that_counts_is_a_real_one():
    assert "dummy" not in settings.CACHES["default"]["BACKEND"].lower()


def test_the_editors_admin_signs_in_through_the_same_door(client):
    assert client.get("/cms/").url == "/cms/login/?next=/cms/"
    response = client.get("/cms/login/?next=/cms/pages/")
    assert (response.status_code, response.url) == (302, "/en/accounts/login/?next=/cms/pages/")


def test_a_customer_at_the_editors_door_is_told_no_and_not_sent_in_circles(client):
    client.force_login(accounts.user())
    response = client.get("/cms/", follow=True)
    assert response.status_code in {200, 403}


def test_the_desk_signs_in_through_the_same_door(client):
    assert client.get("/desk/").url.startswith("/en/accounts/login/?next=/desk/")


def test_signing_in_never_leads_to_another_site(client):
    user = accounts.user()
    response = client.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD, "next": "https://evil.example/"})
    assert response.url == "/en/me/"


def test_a_login_without_party_gets_one_at_its_first_sign_in(client):
    user = accounts.user(party=False)
    client.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    assert Party.objects.get().user == user


def test_seeing_a_session_again_is_not_written_at_every_request(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(accounts.user())
    client.get("/en/me/")
    assert UserSession.objects.count() == 1
    with CaptureQueriesContext(connection) as asked:
        client.get("/en/me/")
    assert [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT"))] == []
    client.get("/en/me/", headers={"User-Agent": "Firefox"})
    assert UserSession.objects.get().user_agent == "Firefox"


def said_of(page):
    return re.findall(r"We have sent a (?:new )?code", page.content.decode())


def test_that_a_code_was_sent_is_said_once_and_another_one_is_news(client):
    user = accounts.user()
    asked = client.post("/en/accounts/login/code/", {"email": user.email}, follow=True)
    assert said_of(asked) == ["We have sent a code"]
    again = client.post("/en/accounts/login/code/confirm/", {"action": "resend"}, follow=True)
    assert sorted(said_of(again)) == ["We have sent a code", "We have sent a new code"]
    assert len(mail.outbox) == 2


def test_that_an_address_is_to_be_confirmed_is_said_once(client):
    assert said_of(client.get(sign_up(client).url)) == ["We have sent a code"]
