"""A tutorial begun as a visitor and ended as a customer."""

import pytest
from django.urls import reverse

from knowledgebase.tutorials.models import StepDone
from tests.factories import accounts, tutorials
from tests.journeys.chat_browsers import open_page, running, server  # noqa: F401 - fixtures
from tests.portal.realtime.server import cookie_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_steps_done_before_signing_in_are_kept_in_the_account_and_leave_the_browser(open_page, server):  # noqa: F811
    tutorials.tutorial("gasket", steps=3)
    page = open_page(None, reverse("tutorials:step", args=["gasket", 1]))
    page.get_by_role("link", name="Done, next step").click()
    page.wait_for_url("**/gasket/2/")
    assert "gasket" in page.evaluate("localStorage.getItem('tutorials')")
    name, _, value = cookie_for(accounts.user()).partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": server.http}])
    page.goto(server.http + reverse("tutorials:tutorial", args=["gasket"]))
    page.get_by_role("link", name="Go on with step 2").wait_for()
    assert StepDone.objects.count() == 1
    assert page.evaluate("localStorage.getItem('tutorials')") is None
