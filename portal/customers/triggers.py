"""Triggers that note which customer changed, whoever writes and however: a queue that no act can forget to fill.

Their bodies name the queue alone, so that SQLite may make any other table anew. Making a table anew drops its triggers there: a
migration that does so calls `install` after (tests/portal/customers/test_features.py notices when one did not).
"""

from collections.abc import Iterator
from typing import Any

_PARTY, _IDENTIFIER = "party_id", "identifier_id"

WATCHED: dict[str, list[tuple[str, str, str]]] = {
    "customers_interaction": [("INSERT", "party_id", _PARTY)],
    "customers_partyfact": [("INSERT", "party_id", _PARTY), ("UPDATE", "party_id", _PARTY)],
    "customers_party": [
        ("INSERT", "id", _PARTY),
        ("UPDATE OF kind, language, time_zone, user_id, created_at, erased_at", "id", _PARTY),
    ],
    "customers_identifier": [
        ("INSERT", "party_id", _PARTY),
        ("UPDATE OF party_id, kind, verified_at, ended_at", "party_id", _PARTY),
        ("DELETE", "party_id", _PARTY),
    ],
    "customers_consentstate": [
        ("INSERT", "identifier_id", _IDENTIFIER),
        ("UPDATE", "identifier_id", _IDENTIFIER),
        ("DELETE", "identifier_id", _IDENTIFIER),
    ],
    "customers_partyalias": [
        *[(event, column, _PARTY) for event in ("INSERT", "UPDATE", "DELETE") for column in ("party_id", "canonical_id")],
    ],
    "customers_relationship": [(event, column, _PARTY) for event in ("INSERT", "UPDATE", "DELETE") for column in ("party_id", "other_id")],
    "customers_preferenceevent": [("INSERT", "party_id", _PARTY)],
}
"""Table → which events are noted, by which of its columns, in which column of the queue."""


def _triggers(connection: Any) -> Iterator[tuple[str, str, str, str, str]]:
    """Name, table, event, the row's column, the queue's column; of the tables that are there."""
    there = set(connection.introspection.table_names())
    for table, watched in WATCHED.items():
        if table not in there:
            continue
        for event, column, target in watched:
            yield f"{table}_dirty_{event.split(maxsplit=1)[0].lower()}_{column}", table, event, column, target


def install(schema_editor: Any) -> None:
    """Put all triggers in place; those that are there are made anew. Tables of later migrations are left to these."""
    remove(schema_editor)
    make = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
    for trigger in _triggers(schema_editor.connection):
        for statement in make(*trigger):
            schema_editor.execute(statement, params=None)  # params would have the driver read its per cent signs


def remove(schema_editor: Any) -> None:
    """Take all triggers off."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, *_rest in _triggers(schema_editor.connection):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if is_postgresql else ""), params=None)
        if is_postgresql:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()", params=None)


def missing(connection: Any) -> list[str]:
    """The triggers that the database lacks."""
    is_postgresql = connection.vendor == "postgresql"
    names = "SELECT tgname FROM pg_trigger" if is_postgresql else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(names)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name, *_rest in _triggers(connection) if name not in there]


def _sqlite(name: str, table: str, event: str, column: str, target: str) -> list[str]:
    sides = {"INSERT": ("NEW",), "DELETE": ("OLD",)}.get(event.split(maxsplit=1)[0], ("OLD", "NEW"))
    notes = " ".join(f"INSERT INTO customers_dirtyparty ({target}, at) VALUES ({side}.{column}, {_SQLITE_NOW});" for side in sides)  # noqa: S608 - names of ours
    return [f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {notes} END"]


_SQLITE_NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"


def _postgresql(name: str, table: str, event: str, column: str, target: str) -> list[str]:
    """What is put in may come in millions: noted once a statement. What changes is noted row by row."""
    head = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    note = f"INSERT INTO customers_dirtyparty ({target}, at) "
    if event == "INSERT":
        body = f"{note}SELECT DISTINCT {column}, now() FROM fresh; RETURN NULL; END $$"  # noqa: S608 - names of ours
        fires = f"AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT"
    else:
        sides = ("OLD",) if event == "DELETE" else ("OLD", "NEW")
        notes = "; ".join(f"{note}VALUES ({side}.{column}, now())" for side in sides)
        body = f"{notes}; RETURN NULL; END $$"
        fires = f"AFTER {event} ON {table} FOR EACH ROW"
    return [head + body, f"CREATE TRIGGER {name} {fires} EXECUTE FUNCTION {name}()"]
