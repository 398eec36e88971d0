"""Searching in a browser: suggestions by keyboard alone, and the plain form without scripts."""

import pytest

from portal.search import actions
from tests.factories import faq
from tests.journeys.chat_browsers import open_page, running, server  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BOX = "main input[type=search]"


@pytest.fixture
def answers(server):  # noqa: F811
    for code, text in (("descale-often", "Descale how often?"), ("descale-vinegar", "Descale with vinegar?")):
        faq.question(code, question_en=text)
    actions.rebuild("en")


def test_suggestions_come_while_typing_and_obey_the_keyboard(answers, open_page):  # noqa: F811
    page = open_page(None, "/en/search/")
    page.keyboard.press("/")
    page.keyboard.type("desc", delay=20)
    options = page.locator("main [role=option]")
    options.first.wait_for()
    assert sorted(text.split("\n")[0] for text in options.all_inner_texts()) == ["Descale how often?", "Descale with vinegar?"]
    assert page.get_attribute(BOX, "aria-expanded") == "true"
    assert page.locator("main [role=status]").inner_text() == "2 suggestions"
    page.keyboard.press("ArrowUp")
    assert page.locator("main [role=option][aria-selected=true]").get_attribute("id") == page.get_attribute(BOX, "aria-activedescendant")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert (page.get_attribute(BOX, "aria-expanded"), page.input_value(BOX)) == ("false", "desc")
    page.keyboard.type("a", delay=20)
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    wanted = options.first.get_attribute("data-url")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")


def test_the_form_works_without_scripts(answers, open_page):  # noqa: F811
    page = open_page(None, "/en/search/", java_script_enabled=False)
    page.locator(BOX).fill("vinegar")
    page.locator(BOX).press("Enter")
    assert page.locator(".found h3").all_inner_texts() == ["Descale with vinegar?"]
    page.locator(".found h3 a").click()
    assert page.url.endswith("/en/help/answers/descale-vinegar/")
