"""The sockets' threads keep their connection, and only as long as it is good."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.db.backends.signals import connection_created

from portal.realtime import threads
from tests.factories import accounts

User = get_user_model()
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ask(monkeypatch):
    """Ask in one thread of the pool, as sockets do; the connection is closed at the end."""
    pool = threads.ThreadPoolExecutor(1)
    monkeypatch.setattr(threads, "_pool", pool)

    def asked(call, *args):
        async def in_loop():
            return await threads.in_thread(call, *args)

        return asyncio.run(in_loop())

    yield asked
    pool.submit(connections.close_all).result()
    pool.shutdown()


def count():
    return User.objects.count(), id(connection.connection)


def fail():
    User.objects.count()
    connection.cursor().execute("SELECT 1 FROM nowhere")


def test_a_connection_is_kept_from_one_question_to_the_next(ask):
    (before, one), _made = ask(count), accounts.user()
    after, two = ask(count)
    assert (after, two) == (before + 1, one)


@pytest.fixture
def opened():
    links = []

    def note(sender, connection, **_facts):
        links.append(connection)

    connection_created.connect(note)
    yield links
    connection_created.disconnect(note)


def test_a_connection_grows_old(ask, opened, monkeypatch):
    monkeypatch.setattr(threads, "OLDEST_S", 0.0)
    ask(count)
    ask(count)
    assert len(opened) == 2


def test_after_a_fault_another_connection_is_opened(ask, opened):
    ask(count)
    with pytest.raises(Exception, match=r"nowhere"):
        ask(fail)
    ask(count)
    assert len(opened) == 2


def test_a_database_that_was_put_back_is_read_anew(ask, database_copies):
    before = ask(count)[0]
    accounts.user()
    assert ask(count)[0] == before + 1
    database_copies.restore()  # the file replaced, or the server's connections ended
    assert ask(count)[0] == before


def test_without_looking_the_old_database_would_be_read(ask, database_copies, monkeypatch):
    """The negative control of the test above."""
    monkeypatch.setattr(threads, "is_as_left", lambda link, mark: True)
    before = ask(count)[0]
    accounts.user()
    assert ask(count)[0] == before + 1
    database_copies.restore()
    if connection.vendor == "sqlite":
        assert ask(count)[0] == before + 1
    else:
        with pytest.raises(Exception, match=r"terminat|clos"):
            ask(count)


@pytest.fixture
def put_back_meanwhile(database_copies):
    """Count in a connection that is still open when the database is put back."""

    def call():
        found = count()
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(database_copies.restore).result()
        return found

    return call


def test_a_database_that_is_put_back_while_a_connection_is_opened_is_read_anew(ask, put_back_meanwhile):
    before = User.objects.count()
    accounts.user()
    assert ask(put_back_meanwhile)[0] == before + 1
    assert ask(count)[0] == before


def test_a_look_after_the_call_would_take_the_old_database_for_the_new(ask, put_back_meanwhile, monkeypatch):
    """The negative control of the test above."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL ends the connections to what it drops")
    leave = threads.leave
    monkeypatch.setattr(threads, "leave", lambda link, mark: leave(link, threads._mark(link)))
    before = User.objects.count()
    accounts.user()
    ask(put_back_meanwhile)
    assert ask(count)[0] == before + 1
