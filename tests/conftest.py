"""What all tests share: a database that is migrated once for each set of migrations, an empty cache, a closed network."""

import gc
import threading

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.signals import request_started
from django.template import Template
from django.test import TransactionTestCase
from django.utils import translation
from haystack import connections

from portal.core import kept
from tests.browser import browser, browser_page  # noqa: F401 - fixtures
from tests.databases import copies
from tests.lengthy import pytest_collection_modifyitems, pytest_runtest_protocol, pytest_sessionfinish  # noqa: F401 - hooks

# Our own copies put a committed database back; Django's flush would empty what migrations wrote (root page, locales).
TransactionTestCase._fixture_teardown = lambda self: None


def pytest_collection_finish():
    """What was imported and collected stays to the end: looking through it for garbage, hundreds of times, finds none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


PARTS = ("ui/", "django/forms/", "wagtailadmin/shared/", "wagtailadmin/icons/")


@pytest.fixture(scope="session", autouse=True)
def pages_are_told_but_not_their_smallest_parts(django_test_environment):
    """`response.context` knows pages and what they include: a copy for each of a hundred buttons costs a fifth of the time of all tests."""
    told = Template._render

    def render(template, context):
        return template.nodelist.render(context) if (template.name or "").startswith(PARTS) else told(template, context)

    Template._render = render  # put back with the rest of the test environment


@pytest.fixture(scope="session")
def database_copies():
    return copies()


@pytest.fixture(scope="session")
def django_db_setup(database_copies, django_test_environment, django_db_blocker):
    with django_db_blocker.unblock():
        database_copies.begin()
    yield
    with django_db_blocker.unblock():
        database_copies.end()


@pytest.fixture(autouse=True)
def put_back_what_was_committed(request, django_db_blocker):
    yield
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        with django_db_blocker.unblock():
            request.getfixturevalue("database_copies").restore()


@pytest.fixture(autouse=True)
def begin_in_english():
    """A page asked for in another language leaves that language active."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    for one in caches.all():
        one.clear()


@pytest.fixture
def keeping():
    """For tests of what is kept in the process from one request to the next."""
    kept.forget()


@pytest.fixture(autouse=True)
def nothing_is_kept_between_requests(request):
    """Tests change rows past the actions that announce it: each request begins with an empty shelf, unless a test asks for `keeping`."""
    if "keeping" in request.fixturenames:
        yield
        return

    def forget(**kwargs):
        kept.forget()

    request_started.connect(forget)
    yield
    request_started.disconnect(forget)


@pytest.fixture
def own_indexes(tmp_path, monkeypatch, settings):
    """Search indexes in a folder of the test: what is rolled back leaves no document for the next one to find."""
    processor = apps.get_app_config("haystack").signal_processor
    settings.SEARCH_DIR = tmp_path / "search"
    for options in connections.connections_info.values():
        monkeypatch.setitem(options, "PATH", str(tmp_path / "search" / options["LANGUAGE"]))
    monkeypatch.setattr(connections, "thread_local", threading.local())
    processor.forget()
    yield
    monkeypatch.undo()
    processor.forget()
