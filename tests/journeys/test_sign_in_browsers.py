"""Signing up, signing in with a code, and ending a session elsewhere: in browsers, with and without scripts."""

import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from portal.accounts.outbox import letters
from tests.factories import accounts
from tests.journeys.chat_browsers import open_page, running, server  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEND = "main .form .button"


@pytest.fixture(autouse=True)
def an_empty_outbox():
    for path in Path(settings.OUTBOX_DIR).glob("*.eml"):
        path.unlink()


def code_for(address):
    end = time.monotonic() + 10
    while time.monotonic() < end:
        accounts.work_off_mails()
        for letter in letters(secrets=True):
            if letter.to == address and (found := re.search(r"^ {4}(\S+)$", letter.part("plain"), re.MULTILINE)):
                return found[1]
        time.sleep(0.1)
    raise AssertionError(f"no code for {address}")


@pytest.mark.parametrize("scripts", [True, False])
def test_signing_up_with_the_code_from_the_mail_leads_to_my_page(open_page, scripts):  # noqa: F811
    page = open_page(None, "/en/accounts/signup/", java_script_enabled=scripts)
    address = f"nina{int(scripts)}@mail.example"  # the server counts codes an address
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Public name").fill("nina-n")
    page.get_by_label("Password").fill("ab")
    page.locator(SEND).click()
    page.locator(".errors").wait_for()
    assert page.get_by_label("Public name").input_value() == "nina-n"
    page.get_by_label("Password").fill(accounts.PASSWORD)
    page.locator(SEND).click()
    page.get_by_label("Code").fill(code_for(address))
    page.locator(SEND).click()
    page.wait_for_url("**/en/me/")
    assert page.locator("h1").inner_text() == "nina-n"
    assert page.get_by_text("You signed up. Welcome.").count() == 1


def test_signing_in_with_a_code_by_keyboard_alone(open_page, server):  # noqa: F811
    user = accounts.user("omar@mail.example", handle="omar-o")
    page = open_page(None, "/en/accounts/login/code/")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type(user.email)
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/code/confirm/")
    page.get_by_label("Code").focus()
    page.keyboard.type(code_for(user.email))
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/me/")
    assert page.locator("h1").inner_text() == "omar-o"


def test_a_session_ended_on_one_device_is_over_on_the_other(open_page, server):  # noqa: F811
    user = accounts.user()
    # the real server does not know the quick hash of the tests
    user.password = Argon2PasswordHasher().encode(accounts.PASSWORD, "salt of the journey")
    user.save(update_fields=["password"])
    pages = []
    for _device in (1, 2):
        page = open_page(None, "/en/accounts/login/")
        page.get_by_label("E-mail address").fill(user.email)
        page.get_by_label("Password").fill(accounts.PASSWORD)
        page.locator(SEND).click()
        page.wait_for_url("**/en/me/")
        pages.append(page)
    here, there = pages
    here.goto(server.http + "/en/accounts/sessions/")
    assert here.locator("main .list > li").count() == 2
    here.get_by_role("button", name="End all other sessions").click()
    here.get_by_text("All other devices are signed out.").wait_for()
    assert here.locator("main .list > li").count() == 1
    there.reload()
    assert "/accounts/login/" in there.url
    here.goto(server.http + "/en/me/")
    assert here.url.endswith("/en/me/")
