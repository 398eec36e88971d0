"""A draft laid out for the page: a flat list, so that no depth of groups is too deep to show."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from portal.customers.timeline import kinds
from portal.customers.traits import Kind, Trait, traits
from portal.segments import drafts
from portal.segments.operators import COUNTS, OPERATORS
from portal.segments.queries import Count
from portal.segments.trees import Path

_FEW = 8
"""So many choices are shown as boxes to tick; more as a list."""


def rows(
    draft: dict[str, Any], *, faults: dict[Path, str], counts: dict[Path, Count], segments: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """What the page shows, from top to bottom: groups open and close, conditions stand between."""
    return list(_rows(draft, (), faults, counts, segments))


def _rows(
    node: dict[str, Any], path: Path, faults: dict[Path, str], counts: dict[Path, Count], segments: list[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    common = {"name": drafts.name_of(path), "fault": faults.get(path, ""), "count": counts.get(path), "is_root": not path}
    if "join" not in node:
        yield {"is": "condition", **common, **_condition(node, segments)}
        return
    yield {"is": "open", **common, "joins": _joins(node["join"]), "depth": min(len(path), 6)}
    for place, inner in enumerate(node["of"]):
        yield from _rows(inner, (*path, place), faults, counts, segments)
    yield {"is": "close", **common, "is_empty": not node["of"]}


def _joins(chosen: str) -> list[tuple[str, str, bool]]:
    labels = (("all", _("all of these are true")), ("any", _("any of these is true")), ("none", _("none of these is true")))
    return [(value, label, value == chosen) for value, label in labels]


def _condition(node: dict[str, Any], segments: list[tuple[str, str]]) -> dict[str, Any]:
    what = drafts.what_of(node)
    row: dict[str, Any] = {"what": what, "whats": _whats(what)}
    if "trait" in node and (trait := traits.get(node["trait"])):
        return row | _trait(trait, node)
    if what == "segment":
        return row | {"segments": [(code, name, code == node["segment"]) for code, name in segments]}
    if what and "trait" not in node:
        return row | _act(what, node)
    return row


def _whats(chosen: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Everything that may be asked, in groups."""
    groups: dict[str, list[tuple[str, str, bool]]] = {}
    for trait in traits:
        value = f"trait:{trait.slug}"
        groups.setdefault(str(trait.group or _("Other")), []).append((value, str(trait.label), value == chosen))
    acts = (
        ("did", _("Did something so often")), ("never", _("Never did something")), ("first", _("Did something for the first time")),
        ("last", _("Did something for the last time")), ("spent", _("Did something for so much money")),
    )  # fmt: skip
    groups[_("What was done")] = [(value, label, value == chosen) for value, label in acts]
    groups[_("Other segments")] = [("segment", _("Is in a segment"), chosen == "segment")]
    return list(groups.items())


def _trait(trait: Trait, node: dict[str, Any]) -> dict[str, Any]:
    operators = OPERATORS[trait.kind]
    operator = operators.get(node.get("op", "")) or next(iter(operators.values()))
    value = node.get("value")
    chosen = [str(one) for one in value] if isinstance(value, list) else [str(value)] if value not in (None, "") else []
    row: dict[str, Any] = {
        "operators": [(one.slug, one.label, one is operator) for one in operators.values()],
        "takes": operator.takes,
        "input": {Kind.NUMBER: "number", Kind.DATE: "date"}.get(trait.kind, "text") if operator.takes != "days" else "number",
        "value": chosen[0] if chosen else "",
        "other": chosen[1] if len(chosen) > 1 else "",
    }
    if operator.takes == "many":
        options = trait.options()
        row["options"] = [(code, label, code in chosen) for code, label in options]
        row["as_boxes"] = 0 < len(options) <= _FEW
        row["value"] = ", ".join(chosen)
    return row


def _act(what: str, node: dict[str, Any]) -> dict[str, Any]:
    window = node.get("window") or {}
    chosen = drafts.window_of(node)
    labels = (
        ("ever", _("at any time")), ("days", _("in the last … days")), ("before_days", _("longer ago than … days")),
        ("span", _("between two days")),
    )  # fmt: skip
    return {
        "acts": sorted(((kind.slug, str(kind.label), kind.slug == node[what]) for kind in kinds), key=lambda one: one[1]),
        "counts": [(one.slug, one.label, one.slug == node.get("op")) for one in COUNTS.values()] if what in {"did", "spent"} else [],
        "times": node.get("count", "1") if what == "did" else None,
        "amount": node.get("amount", "") if what == "spent" else None,
        "currency": node.get("currency", settings.CURRENCY),
        "windows": [(value, label, value == chosen) for value, label in labels],
        "window": chosen,
        "days": window.get(chosen, "30"),
        "first": window.get("first") or "",
        "last": window.get("last") or "",
    }
