"""Manners of the pages: quiet motion, print, large letters, forced colours, weight, languages that know each other."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.journeys.kinds import PUBLIC, Kind, Walk
from tests.journeys.server import address, listen, new_context

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_PAGE, MOST_CSS, MOST_JS, MORE_FOR_CHAT = 100_000, 30_000, 15_000, 25_000
CONTENT = ["/en/", address("category:parts"), address("product:finch-2"), address("faq:how-often-descale"), address("news:quiet-pump"), "/en/help/"]


@pytest.mark.parametrize("path", ["/en/", address("room:newcomers"), address("faq:how-often-descale")])
def test_nothing_moves_for_those_who_asked_for_rest(visit, path):
    moving = """() => [...document.querySelectorAll('*')].filter(one => {
        const style = getComputedStyle(one);
        const times = (style.transitionDuration + ',' + style.animationDuration).split(',').map(parseFloat);
        return Math.max(...times) > 0.011;
    }).map(one => one.tagName + '.' + one.className)"""
    assert visit(path).evaluate(moving) == []
    assert visit(path).evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("path", ["/en/", address("product:finch-2"), address("faq:how-often-descale"), address("room:newcomers")])
def test_on_paper_nothing_sticks_and_ink_is_dark(visit, path):
    page = visit(path, color_scheme="dark")
    page.emulate_media(media="print")
    stuck = """() => [...document.body.querySelectorAll('*')].filter(one => {
        const style = getComputedStyle(one);
        return style.display !== 'none' && ['sticky', 'fixed'].includes(style.position) && one.getBoundingClientRect().height > 0;
    }).map(one => one.tagName + '.' + one.className)"""
    assert page.evaluate(stuck) == []
    light = """(what) => {
        const canvas = document.createElement('canvas').getContext('2d');
        canvas.fillStyle = getComputedStyle(document.body)[what];
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return a === 0 ? 255 : (r + g + b) / 3;
    }"""
    assert page.evaluate(light, "color") < 90
    assert page.evaluate(light, "backgroundColor") > 220
    assert page.locator("nav.nav").is_visible() is False


def test_four_times_as_large_is_the_narrow_page(visit):
    """1280 px at 400 % are 320 px of CSS with four device pixels each."""
    for path in (*CONTENT, address("room:newcomers"), "/en/accounts/signup/"):
        page = visit(path, viewport={"width": 320, "height": 256}, device_scale_factor=4)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
        assert page.locator("h1").first.is_visible()
        covered = page.evaluate("""() => [...document.querySelectorAll('*')].filter(one => ['sticky', 'fixed'].includes(getComputedStyle(one).position))
            .reduce((sum, one) => sum + (getComputedStyle(one).display === 'none' ? 0 : one.getBoundingClientRect().height), 0)""")
        assert covered <= 128, f"{path}: what sticks covers half of the window"


def test_letters_twice_as_large_push_nothing_out(visit):
    for path in CONTENT:
        page = visit(path, viewport={"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path


def test_with_forced_colours_controls_keep_their_edges(visit):
    page = visit("/en/accounts/login/", forced_colors="active")
    edges = page.evaluate("""() => [...document.querySelectorAll('main .button, main input:not([type=hidden]):not([type=checkbox])')]
        .map(one => getComputedStyle(one)).map(style => style.borderStyle !== 'none' && parseFloat(style.borderTopWidth) >= 1)""")
    assert edges
    assert all(edges)
    page.locator("main input[type=email]").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def weights(browser: Any, demo: Any, path: str) -> dict[str, int]:
    """Bytes of the page itself, its style sheets and its own scripts, as they came."""
    context = new_context(browser, demo, None)
    page, answers = context.new_page(), list[Any]()
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright cannot take a built-in method
    page.goto(demo.http + path, wait_until="networkidle")
    came = {"document": 0, "stylesheet": 0, "script": 0}
    for answer in answers:
        kind = answer.request.resource_type
        if kind in came and "htmx" not in answer.url:
            assert answer.status == 200, answer.url
            came[kind] += len(answer.body())
    context.close()
    assert came["document"] > 1000
    return came


@pytest.mark.parametrize("path", CONTENT)
def test_pages_are_light(browser, demo, path):
    came = weights(browser, demo, path)
    assert came["document"] <= MOST_PAGE, came
    assert 0 < came["stylesheet"] <= MOST_CSS, came
    assert 0 < came["script"] <= MOST_JS, came


def test_a_room_adds_no_more_than_it_may(browser, demo):
    came = weights(browser, demo, address("room:newcomers"))
    assert came["document"] <= MOST_PAGE, came
    assert 0 < came["stylesheet"] + came["script"] <= MOST_CSS + MOST_JS + MORE_FOR_CHAT, came


@pytest.mark.parametrize("language", ["en", "de", "ar", "zh-hant"])
def test_each_page_says_its_language_and_names_its_others(browser, demo, language):
    """`lang`, `dir`, one h1, a title; every hreflang leads to a page that is there and names this one in return."""
    faults: list[str] = []
    context = new_context(browser, demo, None, java_script_enabled=False)
    page, walk = context.new_page(), Walk(demo)
    listen(page, faults)
    for kind in PUBLIC:
        walk.go(page, kind, language)
        html = page.locator("html")
        told = (html.get_attribute("lang"), html.get_attribute("dir"))
        if told != (language, "rtl" if language == "ar" else "ltr"):
            faults.append(f"{kind.name}: {told}")
        if page.locator("h1").count() != 1:
            faults.append(f"{kind.name}: {page.locator('h1').count()} h1")
        if not page.title().strip(" ·"):
            faults.append(f"{kind.name}: no title")
        faults += unanswered(page, kind, language)
    context.close()
    assert faults == []


def unanswered(page: Any, kind: Kind, language: str) -> list[str]:
    """The other languages of the open page that do not lead back to it."""
    here = urlsplit(page.url).path
    others = {one.get_attribute("hreflang"): one.get_attribute("href") for one in page.locator("link[hreflang]").all()}
    if not others:
        return []
    if urlsplit(others.get(language, "")).path != here:
        return [f"{kind.name}: names {others.get(language)} as itself, is {here}"]
    found = []
    for code, url in others.items():
        if code in {language, "x-default"}:
            continue
        answer = page.request.get(url)
        if answer.status != 200 or f'hreflang="{language}" href="{others[language]}"' not in answer.text():
            found.append(f"{kind.name}: {code} ({answer.status}) does not lead back")
    return found
