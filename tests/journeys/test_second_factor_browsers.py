"""A second step when signing in: codes from an app, passkeys, recovery codes; in a browser with a virtual authenticator."""

import base64
import hmac
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import Argon2PasswordHasher

from tests.factories import accounts
from tests.journeys.chat_browsers import open_page, running, server  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEND = "main .form .button"


def person(address):
    user = accounts.user(address)
    user.password = Argon2PasswordHasher().encode(accounts.PASSWORD, "salt of the journey")  # the server does not know the tests' hash
    user.save(update_fields=["password"])
    return user


def sign_in(page, user, *, where=""):
    if where:
        page.goto(where)
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(accounts.PASSWORD)
    page.locator(SEND).first.click()


def prove_again(page):
    page.get_by_label("Password").fill(accounts.PASSWORD)
    page.locator(SEND).first.click()


def sign_out(page, home):
    page.goto(home + "/en/accounts/logout/")
    page.locator("main form .button").first.click()
    page.wait_for_url(lambda url: "logout" not in url)


def totp(secret, *, steps=0):
    """RFC 6238, written anew so that the server is held to the standard and not to itself."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), "sha1").digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def with_authenticator(page):
    """A device that has a fingerprint reader and says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_codes_from_an_app_and_recovery_codes(open_page, server):  # noqa: F811
    user = person("totp@mail.example")
    page = open_page(None, "/en/accounts/login/")
    sign_in(page, user)
    page.wait_for_url("**/en/me/")
    page.goto(server.http + "/en/accounts/second-step/")
    page.get_by_role("link", name="Set up an app").click()
    prove_again(page)
    page.locator("img.qr").wait_for()
    secret = page.locator("main code").inner_text()
    page.get_by_label("Code").fill("000000")
    page.locator(SEND).first.click()
    page.locator(".wrong").first.wait_for()
    assert page.locator("main code").inner_text() == secret
    page.get_by_label("Code").fill(totp(secret))
    page.locator(SEND).first.click()
    page.wait_for_url("**/recovery-codes/")
    codes = page.locator(".codes li").all_inner_texts()
    assert len(set(codes)) == 10
    assert codes[0] in page.locator("a[download]").get_attribute("href")
    page.reload()
    assert page.locator(".codes").count() == 0
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored

    sign_out(page, server.http)
    sign_in(page, user, where=server.http + "/en/accounts/login/")
    page.wait_for_url("**/second-step/authenticate/")
    page.goto(server.http + "/en/me/")
    assert page.url.endswith("/second-step/authenticate/")
    page.get_by_label("Code").fill(totp(secret, steps=1))
    page.locator(SEND).first.click()
    page.wait_for_url("**/en/me/")

    for expected in ("in", "refused"):
        sign_out(page, server.http)
        sign_in(page, user, where=server.http + "/en/accounts/login/")
        page.get_by_label("Code").fill(codes[0])
        page.locator(SEND).first.click()
        if expected == "in":
            page.wait_for_url("**/en/me/")
        else:
            page.locator(".wrong").first.wait_for()


def test_a_passkey_signs_in_alone_and_as_second_step(open_page, server):  # noqa: F811
    user = person("passkey@mail.example")
    home = server.http.replace("127.0.0.1", "localhost")  # passkeys belong to names, not to numbers
    page = open_page(None, "/en/accounts/login/")
    with_authenticator(page)
    sign_in(page, user, where=home + "/en/accounts/login/")
    page.wait_for_url("**/en/me/")
    page.goto(home + "/en/accounts/second-step/webauthn/add/")
    prove_again(page)
    page.get_by_label("Name").fill("Kitchen tablet")
    page.get_by_role("button", name="Add this device").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto(home + "/en/accounts/second-step/webauthn/")
    assert page.get_by_text("Kitchen tablet").count() == 1
    assert page.get_by_text("Signs in alone").count() == 1

    sign_out(page, home)
    page.goto(home + "/en/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/en/me/")

    sign_out(page, home)
    sign_in(page, user, where=home + "/en/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/en/me/")


def test_a_device_without_the_passkey_is_told_so(open_page, server):  # noqa: F811
    home = server.http.replace("127.0.0.1", "localhost")
    page = open_page(None, "/en/accounts/login/")
    page.goto(home + "/en/accounts/login/")
    session, device = with_authenticator(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("That did not work.").wait_for()
    assert "/accounts/login/" in page.url


def test_a_passkey_cannot_be_used_for_another_account(open_page, server):  # noqa: F811
    first, second = person("first@mail.example"), person("second@mail.example")
    home = server.http.replace("127.0.0.1", "localhost")
    page = open_page(None, "/en/accounts/login/")
    with_authenticator(page)
    sign_in(page, first, where=home + "/en/accounts/login/")
    page.wait_for_url("**/en/me/")
    page.goto(home + "/en/accounts/second-step/webauthn/add/")
    prove_again(page)
    page.get_by_role("button", name="Add this device").click()
    page.wait_for_url("**/recovery-codes/")
    row = Authenticator.objects.get(user=first, type="webauthn")
    other = Authenticator.objects.create(user=second, type="totp", data={"secret": "x"})
    sign_out(page, home)
    sign_in(page, second, where=home + "/en/accounts/login/")
    page.wait_for_url("**/authenticate/")
    assert page.get_by_role("button", name="Use a passkey").count() == 0
    assert row.user_id != other.user_id
