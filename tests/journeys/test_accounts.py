"""Accounts in the browser: sign-up, codes, ended sessions, a new password, and answers that do not tell who has an account."""

import re
import time
from typing import Any

import pytest

from tests.journeys.server import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEND = "main .form .button"


def sign_up(page: Any, demo: Any, address: str, handle: str) -> None:
    page.goto(demo.http + "/en/accounts/signup/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Public name").fill(handle)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator(SEND).click()
    page.get_by_label("Code").fill(demo.code_for(address))
    page.locator(SEND).click()
    page.wait_for_url("**/en/me/")
    demo.forget_mails()


def sign_in_with_code(page: Any, demo: Any, address: str) -> None:
    page.goto(demo.http + "/en/accounts/login/code/")
    page.get_by_label("E-mail address").fill(address)
    page.locator(SEND).click()
    page.get_by_label("Code").fill(demo.code_for(address))
    page.locator(SEND).click()
    page.wait_for_url("**/en/me/")


def test_sign_up_code_and_a_session_ended_elsewhere(visit, demo):
    began = time.monotonic()
    here = visit("/en/")
    sign_up(here, demo, "ines@mail.example", "ines-i")
    assert here.locator("h1").inner_text() == "ines-i"
    there = visit("/en/")
    started = time.monotonic()
    sign_in_with_code(there, demo, "ines@mail.example")
    assert time.monotonic() - started < 60, "three fields, a few seconds"
    here.goto(demo.http + "/en/accounts/sessions/")
    assert here.locator("main .list > li").count() == 2
    assert here.locator("main .list .tag", has_text="This device").count() == 1
    here.get_by_role("button", name="End all other sessions").click()
    assert here.locator("main .list > li").count() == 1
    there.goto(demo.http + "/en/me/")
    assert "/en/accounts/login/" in there.url
    assert time.monotonic() - began < 120


def test_a_forgotten_password_is_replaced_and_old_sessions_end(visit, demo):
    other = visit("/en/")
    sign_up(other, demo, "jana@mail.example", "jana-j")
    page = visit("/en/accounts/login/")
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_label("E-mail address").fill("jana@mail.example")
    page.locator(SEND).click()
    page.wait_for_url("**/password/reset/done/")
    link = re.search(r"http://\S+/accounts/password/reset/key/\S+", demo.letter_to("jana@mail.example"))[0]
    page.goto(link)
    page.locator("main input[type=password]").first.fill("quite another long secret")
    if page.locator("main input[type=password]").count() > 1:
        page.locator("main input[type=password]").nth(1).fill("quite another long secret")
    page.locator(SEND).click()
    page.wait_for_url("**/key/done/")
    page.goto(link)
    assert page.locator("main input[type=password]").count() == 0, "a link is good once"
    page.goto(demo.http + "/en/accounts/login/")
    for word, inside in ((PASSWORD, False), ("quite another long secret", True)):
        page.get_by_label("E-mail address").fill("jana@mail.example")
        page.get_by_label("Password").fill(word)
        page.locator(SEND).click()
        assert page.url.endswith("/en/me/") is inside
    other.goto(demo.http + "/en/me/")
    assert "/en/accounts/login/" in other.url


@pytest.mark.parametrize(("path", "button"), [("/en/accounts/password/reset/", SEND), ("/en/accounts/login/code/", SEND)])
def test_asking_for_a_stranger_shows_what_asking_for_a_customer_shows(visit, demo, path, button):
    told = []
    for address in ("maeve.osullivan@post.example", "nobody.at.all@post.example"):
        page = visit(path)
        page.get_by_label("E-mail address").fill(address)
        page.locator(button).click()
        told.append((page.url.replace(demo.http, ""), page.locator("main").inner_text().replace(address, "")))
    assert told[0] == told[1]


def test_signing_up_with_a_known_address_does_not_tell(visit, demo):
    told = []
    for number, address in enumerate(("maeve.osullivan@post.example", "fresh@post.example")):
        page = visit("/en/accounts/signup/")
        page.get_by_label("E-mail address").fill(address)
        page.get_by_label("Public name").fill(f"quiet-{number}")
        page.get_by_label("Password").fill(PASSWORD)
        page.locator(SEND).click()
        told.append((page.url.replace(demo.http, ""), page.locator("main").inner_text().replace(address, "")))
    assert told[0] == told[1]
    assert "code" in demo.letter_to("fresh@post.example").lower()
    assert re.search(r"^ {4}\S+$", demo.letter_to("maeve.osullivan@post.example"), re.MULTILINE) is None
