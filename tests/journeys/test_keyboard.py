"""The main journeys with the keyboard alone; where the focus is can be seen at every stop."""

import re
from typing import Any

import pytest

from tests.journeys.server import PASSWORD, address

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_STOPS = 150
RING = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const places = [[one], [one, '::after'], [one.parentElement], [one.parentElement?.parentElement]].filter(place => place[0]);
    const shown = places.some(place => {
        const style = getComputedStyle(...place);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    });
    const box = one.getBoundingClientRect();
    return {
        name: one.tagName + ' ' + (one.getAttribute('aria-label') || one.textContent || one.name || '').trim().slice(0, 40),
        shown, size: box.width * box.height,
        inside: box.bottom > 0 && box.top < innerHeight,
    };
}"""


def tab_to(page: Any, wanted: str, name: str = "") -> None:
    """Tab until the focus stands on what fits the selector (and holds the text)."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("([css, name]) => document.activeElement.matches(css) && document.activeElement.textContent.includes(name)", [wanted, name]):
            return
    raise AssertionError(f"the keyboard does not reach {wanted} {name} on {page.url}")


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/en/", None), ("/ar/", None), (address("category:parts"), None), (address("product:finch-2"), None),
        (address("faq:how-often-descale"), None), ("/en/accounts/signup/", None), ("/en/search/?q=finch", None),
        (address("room:newcomers"), "customer"), ("/en/me/", "customer"), ("/desk/moderation/", "moderator"), ("/desk/customers/", "administrator"),
    ],
)  # fmt: skip
def test_the_focus_is_always_seen(visit, path, who):
    page = visit(path, who)
    page.wait_for_load_state("networkidle")
    unseen, stops = [], 0
    for _stop in range(45):
        page.keyboard.press("Tab")
        at = page.evaluate(RING)
        if at is None:
            break
        stops += 1
        if not (at["shown"] and at["inside"] and at["size"] > 0):
            unseen.append(at)
    assert unseen == []
    assert stops > 5


def test_the_first_stop_leads_past_the_menu(visit):
    page = visit("/en/help/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_an_answer_is_found_from_the_home_page(visit):
    page = visit("/en/")
    page.keyboard.press("/")
    page.keyboard.type("descale", delay=20)
    page.locator("main [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    wanted = page.locator("main [role=option][aria-selected=true]").get_attribute("data-url")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")


def test_slash_reaches_search_from_a_page_without_a_search_box(visit):
    page = visit("/en/about/")
    page.keyboard.press("/")
    page.wait_for_url("**/en/search/**")


def test_the_menu_opens_changes_the_language_and_closes(visit):
    page = visit(address("faq:how-often-descale"))
    tab_to(page, "summary", "Language and appearance")
    page.keyboard.press("Enter")
    page.locator(".menu-panel a[hreflang=de]").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    tab_to(page, "a[hreflang=de]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/de/help/answers/**")


def test_filters_and_variants_are_chosen(visit):
    page = visit(address("category:parts"))
    if page.locator(".filters summary").is_visible():
        tab_to(page, "summary", "Filters")
        page.keyboard.press("Enter")
    tab_to(page, ".facet a")
    page.keyboard.press("Enter")
    page.locator(".facet a[aria-current=true]").first.wait_for()
    page.goto(page.url.split("/en/")[0] + address("product:finch-2"))
    tab_to(page, "main .split .chips a:not([aria-current])")
    page.keyboard.press("Enter")
    page.wait_for_url("**?variant=*")


def test_a_vote_is_cast(visit):
    page = visit(address("faq:before-first-coffee"))
    tab_to(page, "a[data-vote]", "Yes")
    page.keyboard.press("Enter")
    page.locator(".helpful [data-place]:not([hidden])").wait_for()
    assert re.search("counted|helped", page.locator(".helpful [data-place]").inner_text())


def test_somebody_signs_up(visit, demo):
    page = visit("/en/accounts/signup/")
    for words in ("kofi@mail.example", "kofi-k", PASSWORD):
        tab_to(page, "main input:not([type=hidden]):not([type=checkbox])")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm-email/**")
    if page.evaluate("document.activeElement.name") != "code":
        tab_to(page, "input[name=code]")
    page.keyboard.type(demo.code_for("kofi@mail.example"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/me/")


def test_a_message_is_written_in_a_room(visit):
    page = visit(address("room:beans"), "customer")
    if page.get_by_role("button", name="Join the room").count():
        tab_to(page, "button", "Join the room")
        page.keyboard.press("Enter")
        page.locator(".composer textarea").wait_for()
    tab_to(page, ".skip", "Write a message")  # past the log, however long
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('.composer textarea')")
    page.keyboard.type("Which roast suits a hand press?")
    page.keyboard.press("Enter")
    page.locator(".said:not(.pending)", has_text="Which roast suits a hand press?").wait_for()
