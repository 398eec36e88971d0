"""Customers and facts by the million, for measuring: made in the database itself, by whatever is quickest there.

Everything is a function of the row's number, so that two runs make the same. The triggers that note who changed are off meanwhile
and everybody is counted once at the end.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from portal.customers.models import Party
from portal.customers.triggers import WATCHED

MOST_CUSTOMERS, MOST_FACTS = 5_000_000, 50_000_000
CHUNK = 500_000
SYSTEM = "seed"
_KINDS = ("chat.sent", "chat.joined", "feedback.voted", "search.nothing_found", "tutorials.finished", "customers.profile_changed")
_NUMBER = "(({n} * 2654435761) %% 4294967296)"
"""Knuth's multiplicative hash: spreads the numbers of rows as a die would."""


class NotEmptyError(RuntimeError):
    """There are customers already; seeding is for a database of its own."""


class NotPostgresError(RuntimeError):
    """Only PostgreSQL is seeded."""


def seed(customers: int, facts: int, say: Callable[[str], None]) -> None:
    """Fill an empty database with so many customers and acts."""
    if connection.vendor != "postgresql":
        raise NotPostgresError
    if Party.objects.exists():
        raise NotEmptyError
    with _untriggered(), _unindexed():
        for first, last in _chunks(customers):
            _run(_PARTIES, first, last)
            _run(_IDENTIFIERS, first, last)
            _run(_CITIES, first, last)
            say(f"{last:,} customers")
        _consent()
        columns = "party_id, kind, channel, direction, at, recorded_at, currency, attrs, source"
        with _reader() as source:
            for first, last in _chunks(facts):
                rows = _ACTS.format(columns=columns, customers=customers)
                with source.cursor() as read, connection.cursor() as write:
                    _copy(read.cursor, write.cursor, rows, (first, last), columns)
                say(f"{last:,} acts")
    for table in ("customers_party", "customers_identifier"):
        _run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")  # noqa: S608 - names of ours
    _run("VACUUM ANALYZE")


def _chunks(total: int) -> Iterator[tuple[int, int]]:
    for first in range(1, total + 1, CHUNK):
        yield first, min(first + CHUNK - 1, total)


def _copy(read: Any, write: Any, rows: str, params: tuple[int, int], columns: str) -> None:
    """Copy rows that the database makes into its table, without turning them into objects on the way."""
    with (
        read.copy(f"COPY ({rows}) TO STDOUT", params) as outgoing,
        write.copy(f"COPY customers_interaction ({columns}) FROM STDIN") as incoming,
    ):
        for block in outgoing:
            incoming.write(block)


@contextmanager
def _reader() -> Iterator[Any]:
    """A second connection: one cannot read and write streams at once."""
    other = connection.copy()
    try:
        yield other
    finally:
        other.close()


@contextmanager
def _untriggered() -> Iterator[None]:
    """No notes of who changed while millions come in; nor, for a superuser, a look at each row's foreign keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_superuser = cursor.fetchone()[0]
    off = ["SET session_replication_role = replica"] if is_superuser else [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in WATCHED]
    on = ["SET session_replication_role = DEFAULT"] if is_superuser else [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in WATCHED]
    for statement in off:
        _run(statement)
    try:
        yield
    finally:
        for statement in on:
            _run(statement)


@contextmanager
def _unindexed() -> Iterator[None]:
    """No indexes while millions come in, beside those that constraints are made of: made at once at the end, they cost a tenth."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(%s)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY tablename, indexname",
            [_TABLES],
        )
        indexes = cursor.fetchall()
    for name, _definition in indexes:
        _run(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        _run("SET maintenance_work_mem = '512MB'")
        for _name, definition in indexes:
            _run(definition.replace("%", "%%"))
        _run("RESET maintenance_work_mem")


_TABLES = ["customers_party", "customers_identifier", "customers_partyfact", "customers_interaction", "customers_consentstate"]


def _run(sql: str, *params: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


_H = _NUMBER.format(n="n")
_PARTIES = f"""
INSERT INTO customers_party (id, kind, handle, handle_key, billed_name, language, time_zone, created_at)
SELECT n, CASE WHEN {_H} %% 20 = 0 THEN 'organisation' ELSE 'person' END, 'seed-' || n, 'seed' || n, 'Customer ' || n,
       (ARRAY['en', 'de', 'ar', 'zh-hant'])[1 + {_H} %% 4], '', now() - ({_H} %% 1000) * interval '1 day'
FROM generate_series(%s, %s) n"""  # noqa: S608 - numbers of ours
_IDENTIFIERS = """
INSERT INTO customers_identifier
    (id, party_id, kind, system, value_norm, value_raw, verified_at, shared, source, first_seen_at, last_seen_at)
SELECT n, n, 'email', '', n || '@seed.example', n || '@seed.example', now(), false, 'import', now(), now()
FROM generate_series(%s, %s) n"""
_CITIES = f"""
INSERT INTO customers_partyfact (party_id, attribute, value, source, observed_at, confidence)
SELECT n, 'city', to_jsonb((ARRAY['Kiel', 'Bonn', 'Taipei', 'Amman', 'Leeds', 'Graz', 'Basel', 'Ulm'])[1 + {_H} / 16 %% 8]),
       'import', now(), 1
FROM generate_series(%s, %s) n WHERE {_H} %% 10 < 8"""  # noqa: S608 - numbers of ours
_KIND_LIST = ", ".join(f"'{kind}'" for kind in _KINDS)
_ACTS = f"""
SELECT 1 + (power(({_H} %% 1000003) / 1000003.0, 2) * ({{customers}} - 1))::bigint,
       (ARRAY[{_KIND_LIST}])[1 + {_NUMBER.format(n="(n + 7)")} / 8 %% {len(_KINDS)}],
       'web', CASE WHEN n %% 9 = 0 THEN 'out' ELSE 'in' END,
       now() - ({_NUMBER.format(n="(n + 13)")} %% 63072000) * interval '1 second', now(), '', '{{{{}}}}'::jsonb, '{SYSTEM}'
FROM generate_series(%s::bigint, %s::bigint) n"""  # noqa: S608 - numbers of ours


def _consent() -> None:
    """Three of five agreed to news by e-mail."""
    agreed = f"{_NUMBER.format(n='id')} / 32 %% 5 < 3"
    _run(f"""
        INSERT INTO customers_consentevent (identifier_id, purpose, channel, action, basis, at, source, evidence)
        SELECT id, 'news', 'email', 'grant', 'consent', now(), 'import', '{{}}'::jsonb
        FROM customers_identifier WHERE {agreed}""")  # noqa: S608 - numbers of ours
    _run("""
        INSERT INTO customers_consentstate (identifier_id, purpose, channel, status, since_at, event_id)
        SELECT identifier_id, purpose, channel, 'granted', at, id FROM customers_consentevent""")
