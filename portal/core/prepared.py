"""Hot statements made once and run often: what Django spends on composing SQL is most of what a small query costs.

`PreparedRows` keeps the SQL of a queryset and gives the same model objects; `insert` writes one object as `save(force_insert=True)`
would, without signals, and can leave a row alone that is there already. For paths that are measured; everything else uses the ORM.
"""

import re
import threading
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections, models, router
from django.db.models.query import get_related_populators

from portal.core.many import as_parameter

M = TypeVar("M")
_PLACE = re.compile(r"(?<!%)%s")


def _bound(value: Any, connection: Any) -> Any:
    """A value as the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    if isinstance(value, list):
        return as_parameter(value, connection.vendor)
    return value


def hot_cursor(connection: Any) -> Any:
    """A cursor whose statements PostgreSQL parses and plans once a connection; not behind a pooler that shares connections."""
    if connection.vendor != "postgresql" or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return connection.cursor()
    connection.ensure_connection()
    from portal.core.postgres.cursors import PreparingCursor  # noqa: PLC0415 - psycopg only where it is used

    return connection._prepare_cursor(PreparingCursor(connection.connection))  # noqa: SLF001 - as connection.cursor() does


class _Plan:
    """A queryset's SQL for one kind of database, and how its rows become objects."""

    def __init__(self, queryset: Any, samples: dict[str, Any], connection: Any) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        names = {_bound(value, connection): name for name, value in samples.items()}
        self.sql, self.params = _with_constants(sql, [(names.get(param), param) for param in params])
        if missing := set(samples) - {name for name, _param in self.params}:
            raise ValueError(f"not in the statement: {', '.join(sorted(missing))}")
        self.converters = compiler.get_converters([column[0] for column in compiler.select])
        self.model, info = None, compiler.klass_info
        if queryset._fields is not None:  # those of a `values_list`
            return
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        self.model, self.own = info["model"], slice(first, last)
        self.columns = [column[0].target.attname for column in compiler.select[first:last]]
        self.related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]  # stubs of Django 6
        self.annotations = compiler.annotation_col_map

    def made(self, row: Any, connection: Any) -> Any:
        """What the queryset would give for the row: an object, or the tuple of a `values_list`."""
        if self.converters:
            row = _converted(row, self.converters, connection)
        if self.model is None:
            return tuple(row)
        made = self.model.from_db(connection.alias, self.columns, row[self.own])
        for populator in self.related:
            populator.populate(row, made)
        for name, place in self.annotations.items():
            setattr(made, name, row[place])
        return made


def _converted(row: Any, converters: dict[int, Any], connection: Any) -> list[Any]:
    row = list(row)
    for place, (converting, expression) in converters.items():
        value = row[place]
        for convert in converting:
            value = convert(value, expression, connection)
        row[place] = value
    return row


def _with_constants(sql: str, params: list[tuple[str | None, Any]]) -> tuple[str, list[tuple[str | None, Any]]]:
    """The statement with its constant words and numbers written out: they need not travel, and the server's one plan knows them."""
    parts, left = _PLACE.split(sql), []
    written = [parts[0]]
    for (name, param), rest in zip(params, parts[1:], strict=True):
        if name is None and isinstance(param, (str, int)) and not isinstance(param, bool):
            written += [_literal(param), rest]
        else:
            left.append((name, param))
            written += ["%s", rest]
    return "".join(written), left


def _literal(value: str | int) -> str:
    """A constant of our own code as SQL; the driver takes a percent sign for a place."""
    if isinstance(value, int):
        return str(int(value))
    return "'" + str.__str__(value).replace("'", "''").replace("%", "%%") + "'"


class PreparedRows(Generic[M]):
    """`PreparedRows(build, name=sample, …)`: `build(**samples)` is composed once; `rows(name=value, …)` runs it with other values.

    A queryset of `values_list` gives its tuples. Samples are unlike each other and unlike any constant of the statement; a list stands
    in `listed`. The queryset must not depend on the language, hold slices that vary, or prefetches.
    """

    def __init__(self, build: Callable[..., "models.QuerySet[Any, M]"], **samples: Any) -> None:
        self._build, self._samples = build, samples
        self._plans: dict[str, _Plan] = {}
        self._lock = threading.Lock()

    def _plan(self, connection: Any) -> _Plan:
        plan = self._plans.get(connection.vendor)
        if plan is None:
            with self._lock:
                plan = self._plans[connection.vendor] = _Plan(self._build(**self._samples), self._samples, connection)
        return plan

    def rows(self, **values: Any) -> list[M]:
        """The objects, as the queryset would give them."""
        connection = connections["default"]
        plan = self._plan(connection)
        bound = {name: _bound(value, connection) for name, value in values.items()}
        with hot_cursor(connection) as cursor:
            cursor.execute(plan.sql, tuple(param if name is None else bound[name] for name, param in plan.params))
            found = cursor.fetchall()
        return [plan.made(row, connection) for row in found]

    def first(self, **values: Any) -> M | None:
        """The first object, or None; the statement should end after one."""
        found = self.rows(**values)
        return found[0] if found else None


@cache
def _insertion(model: type[models.Model], vendor: str, *, unless_there: bool) -> tuple[str, list[Any]]:
    connection = next(link for link in connections.all() if link.vendor == vendor)
    name = connection.ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    table, key = name(model._meta.db_table), name(model._meta.pk.column or "")
    columns, places = ", ".join(name(field.column or "") for field in fields), ", ".join(["%s"] * len(fields))
    ending = " ON CONFLICT DO NOTHING" if unless_there else ""
    return f"INSERT INTO {table} ({columns}) VALUES ({places}){ending} RETURNING {key}", fields  # noqa: S608 - names of our own columns


def insert(row: models.Model, *, unless_there: bool = False) -> bool:
    """Write a new object whose table numbers its rows; whether it was written (`unless_there`: no row of the same key was there)."""
    model = type(row)
    connection = connections[router.db_for_write(model, instance=row)]
    statement, fields = _insertion(model, connection.vendor, unless_there=unless_there)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]  # noqa: FBT003 - Django's signature
    with hot_cursor(connection) as cursor:
        cursor.execute(statement, values)
        answer = cursor.fetchone()
    if answer is None:
        return False
    row.pk = answer[0]
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - as `save` does
    return True
