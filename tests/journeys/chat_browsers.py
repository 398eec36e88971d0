"""People in browsers before a real server on the test database."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from tests.portal.realtime.server import Server, cookie_for

SOON_MS = 20_000


@pytest.fixture(scope="module")
def running(django_db_setup: None) -> Iterator[Server]:
    """One server for the tests of a file; each test has the database as it was, so that nothing may be kept of the one before."""
    with Server(KEEP_PARTS="0") as server:
        yield server


@pytest.fixture
def server(transactional_db: None, running: Server) -> Server:
    return running


@pytest.fixture
def open_page(browser: Any, server: Server) -> Iterator[Callable[..., Any]]:
    """`open_page(user, path, **context)`: a page of a person's own browser; a fault of a script fails the test at its end."""
    contexts, faults = [], []

    def opened(user: Any, path: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "reduced_motion": "reduce", **options})
        context.set_default_timeout(SOON_MS)
        contexts.append(context)
        if user is not None:
            name, _, value = cookie_for(user).partition("=")
            context.add_cookies([{"name": name, "value": value, "url": server.http}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(server.http + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
    assert settings.DATABASES["default"]["NAME"]


def texts(page: Any) -> list[str]:
    """What the page's log says, line by line, once all of it is there."""
    page.wait_for_load_state("domcontentloaded")
    return page.locator(".log .said .said-text").all_inner_texts()


def connected(page: Any) -> Any:
    """The page, once its socket is there."""
    page.locator("[data-state]", has_text="Connected").wait_for()
    return page


def write(page: Any, text: str) -> None:
    page.locator(".composer textarea").fill(text)
    page.keyboard.press("Enter")


def wait_for_text(page: Any, text: str) -> None:
    page.locator(".log .said:not(.pending)", has_text=text).first.wait_for()
