"""The tree of a segment: read from JSON, checked, and written back.

    {"join": "all" | "any" | "none", "of": [node, …]}
    {"trait": "city", "op": "is", "value": "Kiel"}                        value: as the operator takes it; a list for several
    {"did": "chat.sent", "op": "at_least", "count": 2, "window": {…}}     how often something was done
    {"spent": "orders.placed", "op": "at_least", "amount": "100", "currency": "EUR", "window": {…}}
    {"never": "chat.sent", "window": {…}}
    {"first": "chat.sent", "window": {…}} and {"last": …}                  the first or last time was then
    {"segment": "code"}

A window: {} for ever, {"days": 30}, {"before_days": 30}, {"first": "2026-01-01", "last": "2026-06-30"} with either or both.
Whatever is wrong is told by the place of its node, all at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.customers.timeline import kinds
from portal.customers.traits import Trait, traits
from portal.segments import values
from portal.segments.operators import COUNTS, OPERATORS, Operator
from portal.segments.windows import Window

DEEPEST = 50
MOST_CONDITIONS = 60
"""SQLite joins 64 tables at most."""

Path = tuple[int, ...]


class TreeError(ValueError):
    """The tree cannot be used; `faults` says why, by the place of the node (a path of positions, () is the root)."""

    def __init__(self, faults: dict[Path, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True)
class Group:
    """Nodes joined by 'all', 'any' or 'none'. All of nothing is everybody."""

    join: str
    of: tuple["Node", ...]


@dataclass(frozen=True)
class Asks:
    """A trait, an operator of its kind, and the values it takes: numbers, texts or days."""

    trait: Trait
    operator: Operator
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Did:
    """A kind of act within a window so often; never is exactly 0 times."""

    kind: str
    operator: str
    count: int
    window: Window


@dataclass(frozen=True)
class Spent:
    """The amounts of a kind of act within a window, in one currency, add up to so much."""

    kind: str
    operator: str
    amount: Decimal
    currency: str
    window: Window


@dataclass(frozen=True)
class When:
    """The first or last time something was done lies in a window."""

    which: str
    kind: str
    window: Window


@dataclass(frozen=True)
class Within:
    """Is a member of another segment."""

    segment: str


Node = Group | Asks | Did | Spent | When | Within


def parse(raw: Any) -> Group:
    """The tree of a piece of JSON. TreeError tells everything that is wrong with it."""
    return _Reader().read(raw)


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node with its place, a group before what is in it."""
    yield path, node
    if isinstance(node, Group):
        for place, inner in enumerate(node.of):
            yield from walk(inner, (*path, place))


def segments_in(node: Node) -> set[str]:
    """The codes of the segments a tree asks about."""
    return {one.segment for _path, one in walk(node) if isinstance(one, Within)}


class _Reader:
    """Reads one tree; faults are gathered by place."""

    def __init__(self) -> None:
        self.faults: dict[Path, str] = {}
        self.conditions = 0

    def read(self, raw: Any) -> Group:
        if not isinstance(raw, dict) or "join" not in raw:
            raise TreeError({(): _("The conditions cannot be read.")})
        if _is_too_deep(raw):
            raise TreeError({(): _("Conditions can be nested %(count)s deep at most.") % {"count": DEEPEST}})
        node = self.node(raw, ())
        if self.conditions > MOST_CONDITIONS:
            self.faults[()] = _("A segment has %(count)s conditions at most.") % {"count": MOST_CONDITIONS}
        if self.faults or not isinstance(node, Group):
            raise TreeError(self.faults)
        return node

    def node(self, raw: Any, path: Path) -> Node | None:
        """The node at a place; None when it is at fault, which is noted."""
        try:
            if isinstance(raw, dict) and "join" in raw:
                return self.group(raw, path)
            self.conditions += 1
            return _leaf(raw)
        except values.ValueRefusedError as fault:
            self.faults[path] = str(fault)
            return None

    def group(self, raw: dict[str, Any], path: Path) -> Group:
        inner = raw.get("of")
        if values.slug(raw["join"]) not in {"all", "any", "none"} or not isinstance(inner, list):
            raise values.ValueRefusedError(_("This group cannot be read."))
        if not inner and (path or raw["join"] != "all"):
            raise values.ValueRefusedError(_("This group is empty: add a condition or take the group out."))
        nodes = [self.node(one, (*path, place)) for place, one in enumerate(inner)]
        return Group(raw["join"], tuple(node for node in nodes if node is not None))


def _is_too_deep(raw: Any) -> bool:
    """Whether groups are nested deeper than DEEPEST; asked level by level, so that no depth is too deep to ask."""
    level, depth = [raw], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            return True
        inner = [one["of"] for one in level if isinstance(one, dict) and isinstance(one.get("of"), list)]
        level = [node for nodes in inner for node in nodes if isinstance(node, dict) and "join" in node]
    return False


def _leaf(raw: Any) -> Node:
    for name, read in _LEAVES.items() if isinstance(raw, dict) else ():
        if name in raw:
            return read(raw)
    raise values.ValueRefusedError(_("Choose a condition here, or take it out.") if raw == {} else _("This condition cannot be read."))


def _asks(raw: dict[str, Any]) -> Asks:
    trait = traits.get(values.slug(raw["trait"]))
    if trait is None:
        raise values.ValueRefusedError(_("Nobody knows “%(name)s” any more: choose something else.") % {"name": values.shown(raw["trait"])})
    operator = OPERATORS[trait.kind].get(values.slug(raw.get("op", "")))
    if operator is None:
        raise values.ValueRefusedError(_("Choose how to compare."))
    return Asks(trait, operator, values.taken(trait, operator, raw.get("value")))


def _kind(raw: Any) -> str:
    if values.slug(raw) not in kinds:
        raise values.ValueRefusedError(_("Choose what was done."))
    return str(raw)


def _count_operator(raw: dict[str, Any]) -> str:
    if values.slug(raw.get("op", "")) not in COUNTS:
        raise values.ValueRefusedError(_("Choose how to compare."))
    return str(raw["op"])


def _did(raw: dict[str, Any]) -> Did:
    return Did(_kind(raw["did"]), _count_operator(raw), values.whole(raw.get("count"), 0, 1_000_000), values.window(raw.get("window")))


def _spent(raw: dict[str, Any]) -> Spent:
    amount, currency = values.amount(raw.get("amount")), values.currency(raw.get("currency"))
    return Spent(_kind(raw["spent"]), _count_operator(raw), amount, currency, values.window(raw.get("window")))


def _never(raw: dict[str, Any]) -> Did:
    return Did(_kind(raw["never"]), "exactly", 0, values.window(raw.get("window")))


def _within(raw: dict[str, Any]) -> Within:
    code = values.slug(raw["segment"])
    if not code:
        raise values.ValueRefusedError(_("Choose a segment."))
    return Within(code)


_LEAVES: dict[str, Callable[[dict[str, Any]], Node]] = {
    "trait": _asks,
    "did": _did,
    "spent": _spent,
    "never": _never,
    "first": lambda raw: When("first", _kind(raw["first"]), values.window(raw.get("window"))),
    "last": lambda raw: When("last", _kind(raw["last"]), values.window(raw.get("window"))),
    "segment": _within,
}
