"""What may be asked of each kind of trait: operators, how many values they take, and how they read in a sentence."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.customers.traits import Kind


@dataclass(frozen=True)
class Operator:
    """`takes` names the values: 'one', 'two', 'many', 'days' or '' for none. `sentence` has `trait` and what the values need."""

    slug: str
    label: Any
    sentence: Any
    takes: str = "one"


def _table(*operators: Operator) -> dict[str, Operator]:
    return {operator.slug: operator for operator in operators}


_KNOWN = Operator("known", _("is known"), _("%(trait)s is known"), "")
_UNKNOWN = Operator("unknown", _("is not known"), _("%(trait)s is not known"), "")

OPERATORS: dict[Kind, dict[str, Operator]] = {
    Kind.NUMBER: _table(
        Operator("at_least", _("at least"), _("%(trait)s: at least %(value)s")),
        Operator("at_most", _("at most"), _("%(trait)s: at most %(value)s")),
        Operator("more_than", _("more than"), _("%(trait)s: more than %(value)s")),
        Operator("less_than", _("less than"), _("%(trait)s: less than %(value)s")),
        Operator("exactly", _("exactly"), _("%(trait)s: exactly %(value)s")),
        Operator("between", _("between"), _("%(trait)s: between %(value)s and %(other)s"), "two"),
    ),
    Kind.TEXT: _table(
        Operator("is", _("is"), _("%(trait)s is %(value)s")),
        Operator("is_not", _("is not"), _("%(trait)s is not %(value)s")),
        Operator("in", _("is one of"), _("%(trait)s is %(value)s"), "many"),
        Operator("contains", _("contains"), _("%(trait)s contains %(value)s")),
        Operator("begins", _("begins with"), _("%(trait)s begins with %(value)s")),
        _KNOWN,
        _UNKNOWN,
    ),
    Kind.CHOICE: _table(
        Operator("in", _("is one of"), _("%(trait)s is %(value)s"), "many"),
        Operator("not_in", _("is none of"), _("%(trait)s is not %(value)s"), "many"),
        _KNOWN,
        _UNKNOWN,
    ),
    Kind.DATE: _table(
        Operator("last_days", _("in the last … days"), _("%(trait)s in the last %(value)s days"), "days"),
        Operator("before_days", _("longer ago than … days"), _("%(trait)s longer than %(value)s days ago"), "days"),
        Operator("since", _("on or after"), _("%(trait)s on %(value)s or later")),
        Operator("until", _("on or before"), _("%(trait)s on %(value)s or earlier")),
        Operator("between", _("between"), _("%(trait)s between %(value)s and %(other)s"), "two"),
        _KNOWN,
        _UNKNOWN,
    ),
    Kind.FLAG: _table(
        Operator("yes", _("yes"), _("%(trait)s: yes"), ""),
        Operator("no", _("no"), _("%(trait)s: no"), ""),
    ),
    Kind.LIST: _table(
        Operator("any", _("has one of"), _("%(trait)s: %(value)s"), "many"),
        Operator("every", _("has all of"), _("%(trait)s: %(value)s"), "many"),
        Operator("none", _("has none of"), _("%(trait)s: not %(value)s"), "many"),
    ),
}
"""Kind of trait → its operators by slug, the usual one first."""

COUNTS: dict[str, Operator] = _table(
    Operator("at_least", _("at least"), ""), Operator("at_most", _("at most"), ""), Operator("exactly", _("exactly"), "")
)
"""How often something was done, or for how much."""
