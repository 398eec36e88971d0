"""A real browser for tests: headless Chromium of the system, driven through Playwright.

Started anew for each module, because Playwright's loop would stand in the way of asynchronous tests elsewhere.
Where no Chromium is installed such tests are skipped and say how to get one; with ATRIUM_REQUIRE_BROWSER=1 that is a failure.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections

HOW = "no Chromium is installed, so the browser tests cannot run: `make services` installs it (Debian: apt-get install chromium)"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
]


def chromium() -> str:
    """The system's Chromium, '' when there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""


def required() -> bool:
    """Whether missing a browser is a fault (as in .ci/run)."""
    return os.environ.get("ATRIUM_REQUIRE_BROWSER", "") not in {"", "0"}


@contextmanager
def beside_a_loop() -> Iterator[Any]:
    """Playwright, whose loop runs in this thread to the end.

    Meanwhile Django keeps its connections elsewhere, as for a coroutine. One that stayed open in the other place would come back
    with the database of then: behind a file that was put in its place long ago.
    """
    from playwright.sync_api import sync_playwright

    connections.close_all()
    with sync_playwright() as playwright:
        try:
            yield playwright
        finally:
            connections.close_all()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A started browser; close what you open, or take `browser_page`."""
    program = chromium()
    if not program:
        if required():
            pytest.fail(HOW)
        pytest.skip(HOW)
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread; the tests themselves are plain
    try:
        with beside_a_loop() as playwright:
            started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
            yield started
            started.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def browser_page(browser: Any) -> Iterator[Any]:
    """A fresh page in a context of its own, which fails the test when the page throws an error or asks another host."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(f"error in the page: {error}"))
    page.on("request", lambda asked: faults.append(f"asked another host: {asked.url}") if not is_local(asked.url) else None)
    yield page
    context.close()
    assert faults == []


def is_local(url: str) -> bool:
    """Whether an address stays on this machine."""
    return url.startswith(("data:", "blob:", "about:", "http://localhost:", "http://127.0.0.1:", "ws://localhost:", "ws://127.0.0.1:"))
