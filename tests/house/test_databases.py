"""What one test leaves in the database, no later one meets: not beside a browser, and not after it either."""

from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.db import connections

from tests import browser
from tests.factories import accounts

User = get_user_model()
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def counted(database_copies, monkeypatch):
    """Users before anything, and those seen after a browser's module: a customer was committed beside it, and the database put back."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

    def run():
        before = User.objects.count()
        with browser.beside_a_loop():
            accounts.user()
            assert User.objects.count() == before + 1
            database_copies.restore()
            assert User.objects.count() == before
        return before, User.objects.count()

    return run


def test_what_was_committed_beside_a_browser_is_gone_after_it(counted):
    before, after = counted()
    assert after == before


def test_a_connection_left_open_would_come_back_with_what_is_gone(counted, monkeypatch):
    """The negative control of the test above."""
    if connections["default"].vendor != "sqlite":
        pytest.skip("PostgreSQL ends the connections to what it drops")
    with monkeypatch.context() as patch:
        patch.setattr(browser, "connections", SimpleNamespace(close_all=lambda: None))
        before, after = counted()
    assert after == before + 1
    connections.close_all()
