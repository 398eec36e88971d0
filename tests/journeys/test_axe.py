"""Every kind of page in every look: no fault axe-core knows of, nothing that scrolls sideways, no complaint, no request elsewhere.

The normal run takes each kind of page in each language once, with looks that rotate; with ATRIUM_WHOLE_MATRIX=1 every kind is seen in
every look (eight minutes instead of two).
"""

import itertools
import os
import re
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.journeys.kinds import KINDS, Kind, Walk
from tests.journeys.server import listen, new_context

pytestmark = [pytest.mark.browser, pytest.mark.slow]
THEMES, WIDTHS, LANGUAGES = ("light", "dark"), (320, 768, 1280), ("en", "ar")
WHOLE = os.environ.get("ATRIUM_WHOLE_MATRIX", "") not in {"", "0"}
LOOKS = list(itertools.product(THEMES, WIDTHS))
RUN = """async () => {
    const found = await axe.run(document, {resultTypes: ['violations']});
    return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' (' + n.any.concat(n.all, n.none).map(c => c.message).join('; ').slice(0, 200) + ')').slice(0, 5).join(' | '));
}"""
WIDE = """() => {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return '';
    const out = [...document.body.querySelectorAll('*')].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width > 0 && (box.right > most + 1 || box.left < -1);
    });
    return document.documentElement.scrollWidth + ' px: ' + out.slice(-3).map(one => one.tagName + '.' + one.className).join(', ');
}"""


def look_at(page: Any, kind: Kind, language: str, looks: list[tuple[str, int]]) -> list[str]:
    """What is wrong with the open page in some looks. Looks change without loading anew: that is how people change them too."""
    found = []
    page.evaluate(AXE_SCRIPT)
    for theme, width in looks:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        where = f"{kind.name} {language} {theme} {width}"
        found += [f"{where}: {fault}" for fault in page.evaluate(RUN)]
        if wide := page.evaluate(WIDE):
            found.append(f"{where}: scrolls sideways, {wide}")
    return found


def seen(browser: Any, server: Any, language: str, looks_of: Any) -> list[str]:
    """All kinds of pages, one browser context for each person."""
    found: list[str] = []
    walk = Walk(server)
    for who in dict.fromkeys(kind.who for kind in KINDS):
        context = new_context(browser, server, who)
        page = context.new_page()
        listen(page, found)
        for number, kind in enumerate(KINDS):
            if kind.who != who:
                continue
            try:
                walk.go(page, kind, language)
            except AssertionError as error:
                found.append(str(error))
                continue
            if (lang := page.locator("html").get_attribute("lang")) != language:
                found.append(f"{kind.name} {language}: the page says it is in {lang}")
            found += look_at(page, kind, language, looks_of(number))
        context.close()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page_is_accessible(browser, demo, language):
    shift = LANGUAGES.index(language) * 3
    some = [[LOOKS[(number + shift) % len(LOOKS)]] for number in range(len(LOOKS))]
    assert seen(browser, demo, language, lambda number: LOOKS if WHOLE else some[number % len(LOOKS)]) == []


@pytest.mark.parametrize("language", ["de", "zh-hant"])
def test_nothing_scrolls_sideways_in_the_other_languages(browser, demo, language):
    found: list[str] = []
    walk = Walk(demo)
    for who in dict.fromkeys(kind.who for kind in KINDS):
        context = new_context(browser, demo, who, viewport={"width": 320, "height": 800})
        page = context.new_page()
        listen(page, found)
        for kind in KINDS:
            if kind.who == who:
                walk.go(page, kind, language)
                if wide := page.evaluate(WIDE):
                    found.append(f"{kind.name} {language}: {wide}")
        context.close()
    assert found == []


def test_axe_and_the_ruler_see_a_bad_page(browser, demo):
    context = new_context(browser, demo, None)
    page = context.new_page()
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#ccc'>faint</p><div style='width:2000px'>x</div>")
    faults = look_at(page, Kind("bad", "/"), "en", [("light", 320)])
    context.close()
    assert sorted(re.search("color-contrast|image-alt|scrolls sideways|$", fault)[0] for fault in faults if "region" not in fault) == [
        "color-contrast", "image-alt", "scrolls sideways",
    ]  # fmt: skip
