"""On PostgreSQL a hot statement is parsed and planned once a connection, and outlives a change of its columns."""

import psycopg
import pytest
from django.db import connection

from portal.core.prepared import PreparedRows, hot_cursor
from portal.customers.models import Party
from tests.factories import customers

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL prepares statements for a connection"),
]
by_number = PreparedRows(lambda pk: Party.objects.filter(pk=pk).order_by(), pk=2**62 + 1)


def prepared():
    """What the server keeps prepared for this connection, and how often each was asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


def test_the_server_keeps_the_statement_and_not_those_of_the_orm():
    party = customers.party()
    connection.close()
    for _n in range(8):
        assert by_number.first(pk=party.pk) == party
        assert Party.objects.get(pk=party.pk) == party
    (statement,) = prepared()
    assert statement.endswith('WHERE "customers_party"."id" = $1')
    assert prepared()[statement] == 8


def test_a_change_of_a_columns_type_by_another_connection_is_survived():
    def read():
        with hot_cursor(connection) as cursor:
            cursor.execute("SELECT word FROM kept_words", ())
            return cursor.fetchall()

    other = psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}, autocommit=True)
    with other:
        other.execute("CREATE TABLE kept_words (word varchar(5))")
        other.execute("INSERT INTO kept_words VALUES ('word')")
        try:
            assert [read() for _n in range(3)] == [[("word",)]] * 3
            other.execute("ALTER TABLE kept_words ALTER COLUMN word TYPE varchar(9)")
            assert [read() for _n in range(3)] == [[("word",)]] * 3
        finally:
            connection.close()
            other.execute("DROP TABLE kept_words")
