"""The browser that the browser tests stand on: it opens our pages, and its absence is said."""

import pytest

from tests import browser as browser_module


@pytest.mark.browser
def test_the_browser_opens_a_page_of_ours(live_server, browser_page):
    answer = browser_page.goto(f"{live_server.url}/livez")
    assert answer.status == 200
    assert "alive" in browser_page.content()


@pytest.mark.parametrize(("asked_for", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_without_chromium_the_tests_say_how_to_get_one(monkeypatch, asked_for, outcome):
    monkeypatch.setattr(browser_module, "chromium", lambda: "")
    monkeypatch.setenv("ATRIUM_REQUIRE_BROWSER", asked_for)
    with pytest.raises(outcome, match="make services"):
        next(browser_module.browser.__wrapped__())


def test_requests_to_other_hosts_are_told_apart():
    assert browser_module.is_local("http://localhost:8000/x") is True
    assert browser_module.is_local("https://example.com/x") is False
