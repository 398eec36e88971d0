"""A tree becomes one parametrised SQL statement, for SQLite and PostgreSQL.

What needs rows of other tables is a derived table with one row a customer, joined once however often it is asked about; the tree
itself is plain logic over these joins. So no condition is asked once a customer, and the planner sees sets. What belongs to a
party that was merged into another counts for that other: only canonical parties come out.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from portal.customers.queries.parties import TRUST
from portal.customers.traits import Column, Fact, FactList, Kind, Rows
from portal.segments.trees import Asks, Did, Group, Node, Spent, When, Within
from portal.segments.windows import EARLIEST, LATEST, Window, midnight

_CANONICAL = "COALESCE(a.canonical_id, r.party_id)"
_ALIAS = "LEFT JOIN customers_partyalias a ON a.party_id = r.party_id"
_BASE = (
    "p.erased_at IS NULL AND p.kind <> 'household' AND NOT EXISTS (SELECT 1 FROM customers_partyalias pa WHERE pa.party_id = p.id)"
)
_TRUST = "CASE r.source " + " ".join(f"WHEN '{source.value}' THEN {rank}" for source, rank in TRUST.items()) + " END"
_SURER = f"{_TRUST} DESC, r.confidence DESC, r.observed_at DESC, r.id DESC"
_SIGNS = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<", "exactly": "="}


@dataclass(frozen=True)
class Statement:
    """SQL with the parameters it takes."""

    sql: str
    params: list[Any]


class Compiler:
    """Compiles nodes seen from one day, for everybody or for the parties in `scope` (canonical ones with all their aliases)."""

    def __init__(self, day: date, *, scope: Sequence[int] | None = None, segment_ids: dict[str, int] | None = None) -> None:
        self.day, self.scope, self.segment_ids = day, scope, segment_ids or {}
        self.is_postgresql = connection.vendor == "postgresql"
        self._joins: dict[tuple[str, tuple[Any, ...]], str] = {}

    # --- whole statements -------------------------------------------------------------------------------------------

    def members(self, node: Node) -> Statement:
        """The ids of the canonical parties for whom the tree is true."""
        condition, params = self.condition(node)
        return self._select("p.id", condition, params)

    def counts(self, conditions: Sequence[Node | tuple[Node, ...]]) -> Statement:
        """One row: for each node (or several that hold together) how many parties it is true for."""
        columns, params = ["COUNT(*)"], []
        for one in conditions:
            parts = [self.condition(node) for node in (one if isinstance(one, tuple) else (one,))]
            columns.append("COUNT(*) FILTER (WHERE " + " AND ".join(sql for sql, _given in parts) + ")")
            params += [param for _sql, given in parts for param in given]
        return self._select(", ".join(columns), "", [], params)

    def _select(self, what: str, condition: str, params: list[Any], before: Sequence[Any] = ()) -> Statement:
        joins, joined = "", list[Any]()
        for (sql, given), name in self._joins.items():
            joins += f" LEFT JOIN ({sql}) {name} ON {name}.id = p.id"
            joined += given
        wheres = [_BASE]
        if self.scope is not None:
            sql, scope = self._scoped("p.id")
            wheres.append(sql)
            params = scope + params
        if condition:
            wheres.append(condition)
        head = f"SELECT {what} FROM customers_party p"  # noqa: S608 - names of ours
        if "f." in what + condition:  # everybody who was counted has a row; whoever was not yet is about to be
            head += " JOIN customers_partyfeature f ON f.party_id = p.id"
        return Statement(f"{head}{joins} WHERE {' AND '.join(wheres)}", [*before, *joined, *params])

    def size(self, node: Node) -> Statement:
        """One row: how many parties the tree is true for. Quicker than `counts`, for only these are joined."""
        condition, params = self.condition(node)
        return self._select("COUNT(*)", condition, params)

    # --- conditions -------------------------------------------------------------------------------------------------

    def condition(self, node: Node) -> tuple[str, list[Any]]:
        """A two-valued expression over p, f and the joins, with its parameters."""
        if isinstance(node, Group):
            return self._group(node)
        if isinstance(node, Asks):
            return self._asks(node)
        if isinstance(node, Within):
            sql = "SELECT party_id AS id FROM segments_segmentmember WHERE segment_id = %s"
            return f"{self._join(sql, [self.segment_ids[node.segment]])}.id IS NOT NULL", []
        if isinstance(node, When):
            which = "MIN" if node.which == "first" else "MAX"
            having, params = self._within(f"{which}(r.at)", node.window)
            return f"{self._acts(node.kind, Window(), having or '1 = 1', params)}.id IS NOT NULL", []
        return self._often(node)

    def _group(self, node: Group) -> tuple[str, list[Any]]:
        if not node.of:
            return "1 = 1", []
        parts = [self.condition(one) for one in node.of]
        joined = (" AND " if node.join == "all" else " OR ").join(sql for sql, _params in parts)
        params = [param for _sql, given in parts for param in given]
        return (f"NOT ({joined})" if node.join == "none" else f"({joined})"), params

    def _often(self, node: Did | Spent) -> tuple[str, list[Any]]:
        """So often, or for so much. Where doing nothing is enough, whoever does otherwise is left out."""
        sign = _SIGNS[node.operator]
        if isinstance(node, Did):
            wanted: int = node.count
            total, extra, params = "COUNT(*)", "", []
        else:
            wanted = int(node.amount * 10_000)
            total, extra, params = "COALESCE(CAST(ROUND(SUM(r.amount) * 10000) AS BIGINT), 0)", " AND r.currency = %s", [node.currency]
        nothing_is_enough = {">=": wanted <= 0, "<=": wanted >= 0, "=": wanted == 0}[sign]
        having = f"NOT ({total} {sign} %s)" if nothing_is_enough else f"{total} {sign} %s"
        name = self._acts(node.kind, node.window, having, [wanted], extra, params)
        return f"{name}.id IS {'NULL' if nothing_is_enough else 'NOT NULL'}", []

    def _acts(
        self, kind: str, window: Window, having: str, having_params: list[Any], extra: str = "", extra_params: Sequence[Any] = ()
    ) -> str:
        """Join the customers whose acts of a kind within a window satisfy `having`. Acts that were corrected do not count."""
        during, params = self._within("r.at", window)
        scope, scoped = self._scoped("r.party_id")
        sql = (
            f"SELECT {_CANONICAL} AS id FROM customers_interaction r {_ALIAS} WHERE r.kind = %s"  # noqa: S608 - names of ours
            f"{' AND ' + during if during else ''}{extra}{' AND ' + scope if scope else ''}"
            " AND r.id NOT IN (SELECT c.corrects_id FROM customers_interaction c WHERE c.corrects_id IS NOT NULL)"
            f" GROUP BY {_CANONICAL} HAVING {having}"
        )
        return self._join(sql, [kind, *params, *extra_params, *scoped, *having_params])

    # --- traits -----------------------------------------------------------------------------------------------------

    def _asks(self, node: Asks) -> tuple[str, list[Any]]:
        if node.trait.kind == Kind.FLAG:
            return self._flag(node), []
        if node.trait.kind == Kind.LIST:
            return self._list(node), []
        value, is_text_day = self._value(node)
        return _COMPARISONS[node.trait.kind](self, value, node, is_text_day)

    def _flag(self, node: Asks) -> str:
        wanted = node.operator.slug == "yes"
        source = node.trait.source
        if isinstance(source, Column):
            return f"(({source.sql}) IS {'' if wanted else 'NOT '}TRUE)"
        rows, params = self._rows(source)
        name = self._join(f"SELECT DISTINCT n.id FROM ({rows}) n", params)  # noqa: S608 - names of ours
        return f"{name}.id IS {'NOT NULL' if wanted else 'NULL'}"

    def _list(self, node: Asks) -> str:
        rows, params = self._rows(node.trait.source)
        parts = getattr(node.trait.source, "parts", ())
        value = "(" + ", ".join(f"n.{part}" for part in parts) + ")" if parts else "n.value"
        mark = "(" + ", ".join(["%s"] * len(parts)) + ")" if parts else "%s"
        given = [part for one in node.values for part in (one.split(":", len(parts) - 1) if parts else [one])]
        marks = ", ".join([mark] * len(node.values))
        having = " HAVING COUNT(DISTINCT n.value) = %s" if node.operator.slug == "every" else ""
        sql = f"SELECT n.id FROM ({rows}) n WHERE {value} IN ({marks}) GROUP BY n.id{having}"  # noqa: S608
        name = self._join(sql, [*params, *given, *([len(node.values)] if having else [])])
        return f"{name}.id IS {'NULL' if node.operator.slug == 'none' else 'NOT NULL'}"

    def _value(self, node: Asks) -> tuple[str, bool]:
        """The expression that holds the trait's one value, and whether it is a day written as text."""
        source = node.trait.source
        if isinstance(source, Column):
            return f"({source.sql})", False
        rows, params = self._rows(source)
        sql = rows if isinstance(source, Fact) else f"SELECT n.id, MAX(n.value) AS value FROM ({rows}) n GROUP BY n.id"  # noqa: S608
        return f"{self._join(sql, params)}.value", node.trait.kind == Kind.DATE

    def _rows(self, source: Any) -> tuple[str, list[Any]]:
        """SQL that gives id (canonical) and value."""
        if isinstance(source, Rows):
            scope, params = self._scoped("r.party_id")
            where = f" WHERE {scope}" if scope else ""
            values = ", ".join(f"r.{name}" for name in ("value", *source.parts))
            return f"SELECT {_CANONICAL} AS id, {values} FROM ({source.sql}) r {_ALIAS}{where}", params  # noqa: S608
        counting, params = self._statements(source.attribute)
        if isinstance(source, Fact):
            return f"SELECT n.id, {self._plain('n.value')} AS value FROM ({counting}) n WHERE n.place = 1", params  # noqa: S608
        return self._elements(source, counting), params

    def _plain(self, value: str) -> str:
        """A piece of JSON as text when it is a text, a number, true or false; whatever else somebody stated is no value."""
        if self.is_postgresql:
            return f"CASE WHEN jsonb_typeof({value}) IN ('string', 'number', 'boolean') THEN {value} #>> '{{}}' END"
        return (
            f"CASE json_type({value}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'text' THEN {value} ->> '$'"
            f" WHEN 'integer' THEN CAST({value} ->> '$' AS TEXT) WHEN 'real' THEN CAST({value} ->> '$' AS TEXT) END"
        )

    def _elements(self, source: FactList, counting: str) -> str:
        """Each element of the list; of records that of the key. What is no list, or no record where one is meant, has none."""
        if self.is_postgresql:
            element = self._plain(f"(e.value -> '{source.key}')" if source.key else "e.value")
            each = "jsonb_array_elements(CASE WHEN jsonb_typeof(n.value) = 'array' THEN n.value ELSE '[]'::jsonb END) AS e(value)"
            return f"SELECT n.id, {element} AS value FROM ({counting}) n CROSS JOIN LATERAL {each} WHERE n.place = 1"  # noqa: S608
        inner = f" -> '$.{source.key}'" if source.key else ""
        element = self._plain(f"(n.value -> e.fullkey{inner})")
        each = "json_each(CASE WHEN json_type(n.value) = 'array' THEN n.value ELSE '[]' END) e"
        return f"SELECT n.id, {element} AS value FROM ({counting}) n JOIN {each} WHERE n.place = 1"  # noqa: S608

    def _statements(self, attribute: str) -> tuple[str, list[Any]]:
        """Each statement of a fact with its place among those of its customer, the one that counts first: as `parties.golden` says."""
        scope, scoped = self._scoped("r.party_id")
        sql = (
            f"SELECT {_CANONICAL} AS id, r.value,"  # noqa: S608 - names of ours
            f" ROW_NUMBER() OVER (PARTITION BY {_CANONICAL} ORDER BY {_SURER}) AS place"
            f" FROM customers_partyfact r {_ALIAS} WHERE r.attribute = %s{' AND ' + scope if scope else ''}"
        )
        return sql, [attribute, *scoped]

    # --- pieces -----------------------------------------------------------------------------------------------------

    def _join(self, sql: str, params: Sequence[Any]) -> str:
        return self._joins.setdefault((sql, tuple(params)), f"c{len(self._joins) + 1}")

    def _scoped(self, column: str) -> tuple[str, list[Any]]:
        if self.scope is None:
            return "", []
        if self.is_postgresql:
            return f"{column} IN (SELECT unnest(%s::bigint[]))", ["{" + ",".join(map(str, self.scope)) + "}"]
        return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(self.scope))]  # noqa: S608 - names of ours

    def _within(self, column: str, window: Window) -> tuple[str, list[Any]]:
        start, end = window.bounds(self.day)
        parts = [(f"{column} {sign} %s", self.moment(at)) for sign, at in ((">=", start), ("<", end)) if at is not None]
        return " AND ".join(sql for sql, _at in parts), [at for _sql, at in parts]

    def moment(self, at: datetime) -> Any:
        """A moment as the database compares it."""
        return connection.ops.adapt_datetimefield_value(at)

    def lower(self, sql: str) -> str:
        """Small letters, of every script."""
        return f'LOWER({sql} COLLATE "und-x-icu")' if self.is_postgresql else f"portal_lower({sql})"


def _number(compiler: Compiler, value: str, node: Asks, _text: bool) -> tuple[str, list[Any]]:  # noqa: FBT001 - one shape for all
    plain = [float(one) for one in node.values]
    if node.operator.slug == "between":
        return f"({value} BETWEEN %s AND %s) IS TRUE", plain
    return f"({value} {_SIGNS[node.operator.slug]} %s) IS TRUE", plain


def _choice(compiler: Compiler, value: str, node: Asks, _text: bool) -> tuple[str, list[Any]]:  # noqa: FBT001 - one shape for all
    if found := _is_known(value, node):
        return found, []
    truth = "IS NOT TRUE" if node.operator.slug == "not_in" else "IS TRUE"
    return f"({value} IN ({', '.join(['%s'] * len(node.values))})) {truth}", list(node.values)


def _text(compiler: Compiler, value: str, node: Asks, _text: bool) -> tuple[str, list[Any]]:  # noqa: FBT001 - one shape for all
    if found := _is_known(value, node):
        return found, []
    small, given = compiler.lower(value), [str(one).lower() for one in node.values]
    if node.operator.slug in {"contains", "begins"}:
        pattern = given[0].replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
        return f"({small} LIKE %s ESCAPE '!') IS TRUE", [pattern if node.operator.slug == "begins" else "%" + pattern]
    truth = "IS NOT TRUE" if node.operator.slug == "is_not" else "IS TRUE"
    return f"({small} IN ({', '.join(['%s'] * len(given))})) {truth}", given


def _date(compiler: Compiler, value: str, node: Asks, is_text: bool) -> tuple[str, list[Any]]:  # noqa: FBT001 - one shape for all
    if found := _is_known(value, node):
        return found, []
    start, end = _days(node, compiler.day)
    parts, params = [], []
    if is_text:  # whatever else somebody wrote there is no day
        value = f'{value} COLLATE "C"' if compiler.is_postgresql else value
        parts.append(f"{value} LIKE '____-__-__'")
        start, end = start or EARLIEST, end or LATEST
    for sign, day in ((">=", start), ("<", end)):
        if day is not None:
            parts.append(f"{value} {sign} %s")
            params.append(day.isoformat() if is_text else compiler.moment(midnight(day)))
    return f"({' AND '.join(parts)}) IS TRUE", params


def _days(node: Asks, day: date) -> tuple[date | None, date | None]:
    """The first day meant, and the first that is meant no more."""
    slug, after = node.operator.slug, timedelta(days=1)
    if slug == "last_days":
        return day - timedelta(days=node.values[0]), day + after
    if slug == "before_days":
        return None, day - timedelta(days=node.values[0])
    if slug == "since":
        return node.values[0], None
    if slug == "until":
        return None, node.values[0] + after
    return node.values[0], node.values[1] + after


def _is_known(value: str, node: Asks) -> str:
    """The condition of the operators that ask whether there is a value at all; '' for the others."""
    return {"known": f"COALESCE(CAST({value} AS TEXT), '') <> ''", "unknown": f"COALESCE(CAST({value} AS TEXT), '') = ''"}.get(
        node.operator.slug, ""
    )


_COMPARISONS: dict[Kind, Callable[[Compiler, str, Asks, bool], tuple[str, list[Any]]]] = {
    Kind.NUMBER: _number, Kind.CHOICE: _choice, Kind.TEXT: _text, Kind.DATE: _date,
}  # fmt: skip
