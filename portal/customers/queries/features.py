"""What features are, counted from the timeline: one statement for everybody or for a few, on SQLite and PostgreSQL alike."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from portal.core.clock import now
from portal.customers.models import PartyFeature
from portal.customers.traits import Activity, kinds_of

COLUMNS = [str(field.column) for field in PartyFeature._meta.concrete_fields]
WINDOWS = (30, 90, 365)
"""The days that features count back; another is asked of the timeline itself."""


def site_today() -> date:
    """The day it is on the site's clock."""
    return now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _since(day: date, days: int) -> Any:
    start = datetime.combine(day - timedelta(days=days), time(0), tzinfo=ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)
    return connection.ops.adapt_datetimefield_value(start)


def scoped(column: str, ids: Sequence[int]) -> tuple[str, list[Any]]:
    """The condition that a column is among any number of ids, as one parameter."""
    if connection.vendor == "postgresql":
        return f"{column} IN (SELECT unnest(%s::bigint[]))", ["{" + ",".join(map(str, ids)) + "}"]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(ids))]  # noqa: S608 - names of ours


def computed(day: date, scope: Sequence[int] | None = None) -> tuple[str, list[Any]]:
    """SQL that gives COLUMNS for every canonical party, or for those in `scope` (which names all their aliases too).

    Of everybody, those who were never merged are counted apart: of millions of acts nobody need ask whose they are.
    """
    if scope is not None:
        return _together(day, *scoped("r.party_id", scope), *scoped("p.id", scope))
    alone, params = _alone(day)
    merged, more = _together(day, f"r.party_id IN ({_MERGED})", [], "p.id IN (SELECT canonical_id FROM customers_partyalias)", [])
    return f"{alone} UNION ALL {merged}", [*params, *more]


def _alone(day: date) -> tuple[str, list[Any]]:
    """Features of those who were never merged with anybody."""
    columns, given = _counts(day)
    sql = (
        f"SELECT p.id, {_FIRST.format(known='p.created_at')}, {_chosen(columns)}"  # noqa: S608 - names of ours
        f" FROM customers_party p LEFT JOIN ({_counted('r.party_id', columns)}) x ON x.id = p.id WHERE p.id NOT IN ({_MERGED})"
    )
    return sql, given


def _together(day: date, acts: str, within: Sequence[Any], parties: str, among: Sequence[Any]) -> tuple[str, list[Any]]:
    """Features of canonical parties with what belongs to their aliases."""
    columns, given = _counts(day)
    oldest = (
        "SELECT m.canonical_id AS id, MIN(q.created_at) AS first_at FROM customers_partyalias m"
        " JOIN customers_party q ON q.id = m.party_id GROUP BY m.canonical_id"
    )
    known = "CASE WHEN o.first_at < p.created_at THEN o.first_at ELSE p.created_at END"
    counted = _counted("COALESCE(a.canonical_id, r.party_id)", columns, f" AND {acts}", _ALIAS)
    sql = (
        f"SELECT p.id, {_FIRST.format(known=known)}, {_chosen(columns)}"  # noqa: S608 - names of ours
        f" FROM customers_party p LEFT JOIN ({counted}) x ON x.id = p.id LEFT JOIN ({oldest}) o ON o.id = p.id"
        f" WHERE NOT EXISTS (SELECT 1 FROM customers_partyalias n WHERE n.party_id = p.id) AND {parties}"
    )
    return sql, [*given, *within, *among]


def _counted(whose: str, columns: Sequence[tuple[str, str]], within: str = "", joins: str = "") -> str:
    return (
        f"SELECT {whose} AS id, MIN(r.at) AS first_at, {', '.join(sql for _name, sql in columns)} FROM customers_interaction r{joins}"  # noqa: S608 - names of ours
        " WHERE r.id NOT IN (SELECT c.corrects_id FROM customers_interaction c WHERE c.corrects_id IS NOT NULL)"
        f"{within} GROUP BY {whose}"
    )


def _chosen(columns: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"x.{name} AS {name}" if name in _MOMENTS else f"COALESCE(x.{name}, 0) AS {name}" for name, _sql in columns)


_MERGED = "SELECT party_id FROM customers_partyalias UNION ALL SELECT canonical_id FROM customers_partyalias"
_ALIAS = " LEFT JOIN customers_partyalias a ON a.party_id = r.party_id"
_FIRST = "CASE WHEN x.first_at < {known} THEN x.first_at ELSE {known} END AS first_seen_at"
_COUNT, _LAST, _SUM = "COUNT(*) {only}", "MAX(r.at) {only}", "CAST(ROUND(SUM(r.amount) {only} * 100) AS BIGINT)"
_MOMENTS = {"last_seen_at", "last_purchase_at", "last_contact_at"}


def _counts(day: date) -> tuple[list[tuple[str, str]], list[Any]]:
    """Column and aggregate, in the order of the model, and the parameters they take in that order."""
    columns: list[tuple[str, str]] = [("last_seen_at", "MAX(r.at) FILTER (WHERE r.direction = 'in') AS last_seen_at")]
    params: list[Any] = []

    def add(name: str, what: str, condition: str, given: Sequence[Any] = (), days: int | None = None) -> None:
        recent = "r.at >= %s AND " if days else ""  # first, for a moment is compared quicker than a text
        columns.append((name, f"{what.format(only=f'FILTER (WHERE {recent}{condition})')} AS {name}"))
        params.extend([*([_since(day, days)] if days else []), *given])

    for days in (None, *WINDOWS):
        add(_name("acts", days), _COUNT, "r.direction = 'in'", (), days)
    for activity in Activity:
        kinds = kinds_of(activity) or [""]
        for days in (None, 30, 90):
            add(_name(activity.value, days), _COUNT, f"r.kind IN ({', '.join(['%s'] * len(kinds))})", kinds, days)
    bought = "r.amount IS NOT NULL AND r.direction = 'in'"
    for days in (None, 365):
        add(_name("purchases", days), _COUNT, bought, (), days)
    for days in (None, 365):  # in the house's currency; other sums are asked of the timeline
        add(_name("revenue_minor", days), _SUM, f"{bought} AND r.currency = %s", [settings.CURRENCY], days)
    add("last_purchase_at", _LAST, bought)
    for days in (None, 30):
        add(_name("contacts", days), _COUNT, "r.direction = 'out'", (), days)
    add("last_contact_at", _LAST, "r.direction = 'out'")
    return columns, params


def _name(name: str, days: int | None) -> str:
    return f"{name}_{days}" if days else name
