"""Tables whose rows stay as they were written: the database itself refuses to change or delete them.

One exception, for erasure: while a pass is open (`erasure_pass`), the columns named as personal may be emptied, and nothing else.
On PostgreSQL the pass is a setting of the transaction, on SQLite a row of `core_erasurepass` that no other connection can see,
because it is taken back before the transaction ends.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, migrations, transaction

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    personal text[] := TG_ARGV;
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('portal.erasure', true) = 'on'
        AND (to_jsonb(NEW) - personal) = (to_jsonb(OLD) - personal) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
_TRIGGERS = ("no_update", "no_other_update", "no_delete", "no_replace", "append_only", "no_truncate")


def guard(schema_editor: Any, table: str, *, personal: Sequence[str] = ()) -> None:
    """Put the triggers on `table`. `personal` are the columns an erasure may empty."""
    for statement in _statements(schema_editor.connection, table, list(personal)):
        schema_editor.execute(statement, params=None)  # params would have the driver read per cent signs


def unguard(schema_editor: Any, table: str) -> None:
    """Take the triggers off, also those of an earlier migration."""
    for name in _TRIGGERS:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on}", params=None)


def _statements(database: Any, table: str, personal: list[str]) -> list[str]:
    if database.vendor == "postgresql":
        names = ", ".join(f"'{name}'" for name in personal)
        each = f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_append_only({names})"
        return [
            _POSTGRESQL_FUNCTION,
            f"CREATE TRIGGER {table}_append_only {each}",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION core_append_only()",
        ]
    with database.cursor() as cursor:
        columns = [column.name for column in database.introspection.get_table_description(cursor, table)]
    others = ", ".join(f'"{name}"' for name in columns if name not in personal)
    stop = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    unless_open = "NOT EXISTS (SELECT 1 FROM core_erasurepass)"
    is_there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608 - a name of ours
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {unless_open} {stop}",
        f"CREATE TRIGGER {table}_no_other_update BEFORE UPDATE OF {others} ON {table} {stop}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {stop}",
        # INSERT OR REPLACE deletes without firing delete triggers
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {is_there} {stop}",
    ]


def append_only(table: str, *, personal: Sequence[str] = ()) -> migrations.RunPython:
    """The operation for a migration. It depends on core's `0002_erasure_pass`."""

    def forwards(_apps: Any, schema_editor: Any) -> None:
        unguard(schema_editor, table)
        guard(schema_editor, table, personal=personal)

    def backwards(_apps: Any, schema_editor: Any) -> None:
        unguard(schema_editor, table)

    return migrations.RunPython(forwards, backwards)


@contextmanager
def erasure_pass() -> Iterator[None]:
    """While it is open, personal columns of append-only tables may be emptied. Only inside a transaction; portal.core.privacy uses it."""
    if not connection.in_atomic_block:
        raise RuntimeError("an erasure happens inside a transaction")
    open_pass, close_pass = _POSTGRESQL_PASS if connection.vendor == "postgresql" else _SQLITE_PASS
    with transaction.atomic():  # what fails inside is rolled back together with the pass
        with connection.cursor() as cursor:
            cursor.execute(open_pass)
        yield
        with connection.cursor() as cursor:
            cursor.execute(close_pass)


_POSTGRESQL_PASS = ("SET LOCAL portal.erasure = 'on'", "SET LOCAL portal.erasure = 'off'")
_SQLITE_PASS = ("INSERT INTO core_erasurepass DEFAULT VALUES", "DELETE FROM core_erasurepass")
