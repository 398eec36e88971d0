"""A kept connection is listened to at every request, and asked only after a pause."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from portal.core.postgres import has_ended
from portal.customers.models import Party


def test_a_goodbye_is_heard():
    ours, theirs = socket.socketpair()
    assert not has_ended(ours)
    theirs.close()
    assert has_ended(ours)
    ours.close()
    assert has_ended(ours)


on_postgres = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="an embedded database ends no connection"),
]


@pytest.fixture
def asked(monkeypatch):
    """What Django's own look asked of the server."""
    from django.db.backends.postgresql import base

    asks, own = [], base.DatabaseWrapper.is_usable
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda link: asks.append(link) or own(link))
    return asks


class TestOnPostgres:
    pytestmark = on_postgres

    def test_a_fresh_connection_is_not_asked(self, asked):
        connection.ensure_connection()
        assert connection.is_usable()
        assert asked == []

    def test_after_a_pause_it_is_asked_once(self, asked, monkeypatch):
        connection.ensure_connection()
        connection._looked_at -= 60
        assert connection.is_usable()
        assert connection.is_usable()
        assert asked == [connection]

    def test_one_in_a_failed_transaction_is_asked(self, asked):
        connection.set_autocommit(False)
        with pytest.raises(Exception, match="nowhere"):
            connection.cursor().execute("SELECT 1 FROM nowhere")
        assert not connection.is_usable()
        assert asked == [connection]
        connection.close()

    def test_a_request_after_the_server_ended_it_opens_another(self, asked):
        assert Party.objects.count() == 0
        before = connection.connection

        def end():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [before.info.backend_pid])
            connection.close()

        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(end).result()
        connection.close_if_unusable_or_obsolete()  # the beginning of a request
        assert Party.objects.count() == 0
        assert connection.connection is not before
        assert asked == []
