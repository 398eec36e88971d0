"""The safety of accounts: sign-ins told, staff with a second factor, the audit log on the desk."""

from urllib.parse import quote_from_bytes

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import connection

from portal.accounts import audit
from portal.accounts.adapter import MFAAdapter
from portal.accounts.models import AuditEntry, KnownBrowser, User
from portal.accounts.roles import Role
from portal.core.clock import now
from tests.factories import accounts

pytestmark = pytest.mark.django_db
LOGIN = "/en/accounts/login/"


def sign_in(client, user, **headers):
    return client.post(LOGIN, {"login": user.email, "password": accounts.PASSWORD}, **headers)


def older(user):
    User.objects.filter(pk=user.pk).update(date_joined=now().replace(year=2020))
    return user


def alerts():
    return [message for message in mail.outbox if "browser we have not seen" in message.subject]


def test_a_new_browser_is_told_by_mail_once(client, client_of_another):
    user = older(accounts.user())
    sign_in(client, user, headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    assert len(alerts()) == 1
    for body in (alerts()[0].body, alerts()[0].alternatives[0].content):
        assert "from the address 127.0.0.1" in body
        assert "Firefox, Linux" in body
        assert "Gecko" not in body
        assert body.count("choose a new password at once") == 1
    client.post("/en/accounts/logout/")
    sign_in(client, user)
    assert len(alerts()) == 1
    sign_in(client_of_another, user)
    assert len(alerts()) == 2
    assert KnownBrowser.objects.filter(user=user).count() == 2


@pytest.fixture
def client_of_another():
    from django.test import Client

    return Client()


def test_the_browser_one_signs_up_with_is_no_news(client):
    sign_in(client, accounts.user())
    assert alerts() == []
    assert KnownBrowser.objects.count() == 1


def test_two_people_at_one_browser_cannot_be_put_together_from_what_is_kept(client):
    for user in (accounts.user(), accounts.user()):
        sign_in(client, user)
        client.post("/en/accounts/logout/")
    assert len(set(KnownBrowser.objects.values_list("mark_hash", flat=True))) == 2


@pytest.mark.parametrize("mark", ["", "short", "x" * 5000, "ünder" * 8])
def test_a_damaged_mark_is_replaced(client, mark):
    client.cookies["browser"] = mark
    user = older(accounts.user())
    sign_in(client, user)
    assert len(alerts()) == 1
    assert 20 <= len(client.cookies["browser"].value) <= 64
    assert client.cookies["browser"]["httponly"]


def with_factor(user):
    TOTP.activate(user, generate_totp_secret())
    return user


@pytest.mark.parametrize("door", ["/desk/", "/desk/customers/", "/cms/"])
def test_staff_without_a_second_factor_stand_before_closed_doors(client, settings, door):
    settings.STAFF_SECOND_FACTOR = True
    user = accounts.user(roles=(Role.ADMINISTRATOR,))
    client.force_login(user)
    assert client.get(door).url == "/en/accounts/second-step/"
    with_factor(user)
    assert client.get(door).status_code == 200
    Authenticator.objects.all().delete()
    assert client.get(door).status_code == 302


def test_customers_and_the_site_do_not_notice(client, settings, django_assert_num_queries):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(accounts.user())
    assert client.get("/en/me/").status_code == 200
    assert client.get("/desk/").status_code == 403


def test_the_second_step_is_asked_at_every_door_of_sign_in(client):
    user = with_factor(accounts.user(roles=(Role.ADMINISTRATOR,)))
    response = client.get("/cms/login/?next=/cms/")
    assert response.url.startswith("/en/accounts/login/")
    assert sign_in(client, user).url == "/en/accounts/second-step/authenticate/"
    assert client.get("/desk/").status_code == 302
    assert client.get("/cms/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_code_by_mail_does_not_pass_by_the_second_step(client):
    user = with_factor(accounts.user())
    client.post("/en/accounts/login/code/", {"email": user.email})
    code = mail.outbox[-1].subject.rsplit(": ", 1)[1]
    assert client.post("/en/accounts/login/code/confirm/", {"code": code}).url.endswith("/second-step/authenticate/")
    assert "_auth_user_id" not in client.session


def test_wrong_codes_run_into_the_limit(client):
    user = with_factor(accounts.user())
    sign_in(client, user)
    for _try in range(12):
        page = client.post("/en/accounts/second-step/authenticate/", {"code": "000000"})
    assert "Too many" in page.content.decode()


@pytest.mark.parametrize("written", ["{0}", "{0} ", "{1} {2}", "{1}-{2}", "arabic", "wide"])
def test_a_code_is_taken_however_its_figures_are_written(client, written):
    user, secret = accounts.user(), generate_totp_secret()
    TOTP.activate(user, secret)
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()) + 1))
    foreign = {"arabic": 0x0660, "wide": 0xFF10}.get(written)
    typed = "".join(chr(foreign + int(sign)) for sign in code) if foreign else written.format(code, code[:3], code[3:])
    sign_in(client, user)
    assert client.post("/en/accounts/second-step/authenticate/", {"code": typed}).url == "/en/me/"
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("code", ["000000", "abc", "١٢٣", "\u00b2\u00b2\u00b2", "\x00", "\ud800", "9" * 10_000, ""])
def test_a_wrong_code_is_told_kindly_and_opens_nothing(client, code):
    sign_in(client, with_factor(accounts.user()))
    body = "code=" + quote_from_bytes(code.encode("utf-8", "surrogatepass"))
    page = client.post("/en/accounts/second-step/authenticate/", body, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 200
    assert ("change every thirty seconds" in page.content.decode()) is (code not in {"", "\x00"})
    assert "_auth_user_id" not in client.session


def test_each_recovery_code_opens_once(client):
    user = with_factor(accounts.user())
    codes = RecoveryCodes.activate(user).generate_codes()
    for expected in (True, False):
        sign_in(client, user)
        client.post("/en/accounts/second-step/authenticate/", {"code": codes[0]})
        assert ("_auth_user_id" in client.session) is expected
        client.post("/en/accounts/logout/")


def test_secrets_lie_encrypted_and_a_lost_key_opens_nothing(settings):
    user, secret = accounts.user(), generate_totp_secret()
    TOTP.activate(user, secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())
    stored = Authenticator.objects.get(user=user).data["secret"]
    assert MFAAdapter().decrypt(stored) == secret
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key altogether", [settings.SECRET_KEY]
    assert MFAAdapter().decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS = []
    assert MFAAdapter().decrypt(stored) == ""
    assert not Authenticator.objects.get(user=user).wrap().validate_code("000000")


@pytest.mark.parametrize("credential", ["", "null", "[]", "{}", '{"response": 1}', '{"id": "\\u0000", "response": {}}', "x" * 10_000, '{"response": {"userHandle": 5}}'])
def test_a_damaged_passkey_gives_an_error_and_no_session(client, credential):
    client.get("/en/accounts/second-step/webauthn/login/", headers={"accept": "application/json"})
    response = client.post("/en/accounts/second-step/webauthn/login/", {"credential": credential})
    assert response.status_code in {200, 302}
    assert "_auth_user_id" not in client.session
    assert "Incorrect code" not in client.get("/en/accounts/login/").content.decode()


# --- the audit log ----------------------------------------------------------------------------------------------------


def test_the_log_shows_who_did_what_and_is_searched(client):
    chief = accounts.user("chief@mail.example", roles=(Role.ADMINISTRATOR,))
    client.force_login(chief)
    person = accounts.user("ann@mail.example")
    client.post("/desk/accounts/", {"email": "ann@mail.example", "role": "moderator", "reason": "Knows the rooms"})
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor_id, entry.about_id, entry.reason, entry.address) == (
        "accounts.role_given", chief.pk, person.pk, "Knows the rooms", "127.0.0.1",
    )  # fmt: skip
    for term, found in (("rooms", True), ("ann@", True), ("chief", True), (f"#{person.pk}", True), ("nothing such", False), ("\x00", True)):
        page = client.get("/desk/accounts/audit/", {"q": term}).content.decode()
        assert ("Knows the rooms" in page) is found, term
    assert "Knows the rooms" not in client.get("/desk/accounts/audit/?act=accounts.role_taken").content.decode()


def test_the_log_is_paged(client):
    client.force_login(accounts.user(roles=(Role.ADMINISTRATOR,)))
    for number in range(55):
        audit.note(None, "privacy.erased", reason=f"reason-{number:02d}")
    page = client.get("/desk/accounts/audit/")
    assert len(page.context["entries"]) == 50
    after = client.get("/desk/accounts/audit/", {"after": page.context["page"].after})
    assert [entry.reason for entry, _label in after.context["entries"]] == [f"reason-{number:02d}" for number in range(4, -1, -1)]


def test_a_note_is_part_of_the_act():
    from django.db import transaction

    def act_that_fails():
        with transaction.atomic():
            audit.note(None, "privacy.erased", reason="x" * 10_000)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act_that_fails()
    assert AuditEntry.objects.count() == 0
    assert len(audit.note(None, "privacy.erased", reason="x" * 10_000).reason) == 300
