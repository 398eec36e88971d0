"""A tree while somebody edits it: read from the fields of a form, changed by one of its buttons, laid out for the page.

A draft has the shape of a tree (`portal.segments.trees`) but may be unfinished. Fields are named after the node's place: `n` is the
root, `n-0` the first node in it; `n-0.what` says what is asked there.
"""

from typing import Any

from django.conf import settings
from django.http import QueryDict

from portal.customers.traits import traits
from portal.segments.operators import OPERATORS
from portal.segments.trees import DEEPEST, MOST_CONDITIONS, Path

_WINDOWS = ("ever", "days", "before_days", "span")
_ACTS = ("did", "never", "first", "last", "spent")
MOST_NODES = 2 * MOST_CONDITIONS


class _Reading:
    """Reads the nodes of one form, at most so many and so deep."""

    def __init__(self, fields: QueryDict) -> None:
        self.fields, self.left = fields, MOST_NODES

    def group(self, name: str, depth: int) -> dict[str, Any]:
        join = self.fields.get(f"{name}.join", "all")
        return {"join": join if join in {"all", "any", "none"} else "all", "of": self.inside(name, depth)}

    def inside(self, name: str, depth: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while self.left > 0 and depth < DEEPEST and (place := f"{name}-{len(found)}") and f"{place}.t" in self.fields:
            self.left -= 1
            is_group = self.fields[f"{place}.t"] == "g"
            found.append(self.group(place, depth + 1) if is_group else self.condition(place))
        return found

    def condition(self, name: str) -> dict[str, Any]:
        what, before = (self.fields.get(f"{name}.{field}", "") for field in ("what", "was"))
        if what == "segment":
            return {"segment": self.fields.get(f"{name}.segment", "")}
        if what in _ACTS:
            return self.act(name, what)
        trait = traits.get(what.removeprefix("trait:"))
        if trait is None:
            return {}
        operators = OPERATORS[trait.kind]
        op = self.fields.get(f"{name}.op", "")
        if what != before or op not in operators:
            return {"trait": trait.slug, "op": op if op in operators else next(iter(operators))}
        return {"trait": trait.slug, "op": op, "value": self.value(name, operators[op].takes, chosen=bool(trait.choices))}

    def value(self, name: str, takes: str, *, chosen: bool) -> Any:
        given = self.fields.getlist(f"{name}.value")
        if takes == "many":
            return given if chosen else [part.strip() for one in given for part in one.split(",") if part.strip()]
        if takes == "two":
            return [self.fields.get(f"{name}.value", ""), self.fields.get(f"{name}.other", "")]
        return given[0] if given and takes else None

    def act(self, name: str, what: str) -> dict[str, Any]:
        node: dict[str, Any] = {what: self.fields.get(f"{name}.kind", ""), "window": self.window(name)}
        if what in {"did", "spent"}:
            node["op"] = self.fields.get(f"{name}.op", "at_least")
        if what == "did":
            node["count"] = self.fields.get(f"{name}.count", "1")
        if what == "spent":
            node |= {"amount": self.fields.get(f"{name}.amount", ""), "currency": self.fields.get(f"{name}.currency", settings.CURRENCY)}
        return node

    def window(self, name: str) -> dict[str, Any]:
        chosen = self.fields.get(f"{name}.window", "ever")
        if chosen in {"days", "before_days"}:
            return {chosen: self.fields.get(f"{name}.days", "30")}
        if chosen == "span":
            return {"first": self.fields.get(f"{name}.first", ""), "last": self.fields.get(f"{name}.last", "")}
        return {}


def read(fields: QueryDict) -> dict[str, Any]:
    """The draft that a form's fields hold."""
    return _Reading(fields).group("n", 1)


def change(draft: dict[str, Any], button: str) -> dict[str, Any]:
    """Do what a button says: 'add:n-0', 'group:n' or 'remove:n-0-1'. A button nobody made changes nothing."""
    verb, _sep, name = button.partition(":")
    found = _find(draft, name)
    if found is None:
        return draft
    above, node = found
    if verb in {"add", "group"} and "join" in node:
        node["of"].append({} if verb == "add" else {"join": "any", "of": [{}]})
    elif verb == "remove" and above is not None:
        above["of"] = [one for one in above["of"] if one is not node]
    return draft


def _find(draft: dict[str, Any], name: str) -> tuple[dict[str, Any] | None, dict[str, Any]] | None:
    """The node of a name and the group it stands in."""
    root, *places = name.split("-")
    above, node = None, draft
    if root != "n":
        return None
    for place in places:
        inner = node.get("of", [])
        if not (place.isascii() and place.isdigit() and len(place) < 5 and int(place) < len(inner)):
            return None
        above, node = node, inner[int(place)]
    return above, node


def name_of(path: Path) -> str:
    """The name of the fields of the node at a place."""
    return "-".join(["n", *map(str, path)])


def what_of(node: dict[str, Any]) -> str:
    """What a condition asks, as the field `what` names it."""
    if "trait" in node:
        return f"trait:{node['trait']}"
    return next((name for name in (*_ACTS, "segment") if name in node), "")


def window_of(node: dict[str, Any]) -> str:
    """How the window of a condition is given, as the field `window` names it."""
    window = node.get("window") or {}
    return next((name for name in ("days", "before_days") if name in window), "span" if window else "ever")
