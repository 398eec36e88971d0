"""A tree as one plain sentence in the reader's language, lists joined as that language joins them."""

from collections.abc import Sequence
from typing import Any, Literal

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.money import babel_locale
from portal.customers.timeline import kinds
from portal.customers.traits import Kind
from portal.segments.trees import Asks, Did, Group, Node, Spent, When
from portal.segments.windows import Window


def sentence(tree: Group, names: dict[str, str]) -> str:
    """Whom the tree means. `names` gives the names of the segments it asks about."""
    return _Teller(names).whole(tree)


def clause(node: Node, names: dict[str, str]) -> str:
    """One condition or group as it reads inside a sentence."""
    return _Teller(names).part(node)


class _Teller:
    """Tells nodes in the active language."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.locale = babel_locale()

    def whole(self, tree: Group) -> str:
        if not tree.of:
            return _("All customers.")
        parts = {"conditions": self.listed([self.part(node) for node in tree.of], "standard" if tree.join == "all" else "or")}
        if tree.join == "none":
            return _("Customers for whom none of this is true: %(conditions)s.") % parts
        return _("Customers for whom this is true: %(conditions)s.") % parts

    def listed(self, parts: Sequence[str], style: Literal["standard", "or"] = "or") -> str:
        return format_list(parts, style=style, locale=self.locale)

    def part(self, node: Node) -> str:
        if isinstance(node, Group):
            return self.group(node)
        if isinstance(node, Asks):
            return self.asks(node)
        if isinstance(node, Did):
            return self.did(node)
        if isinstance(node, Spent):
            return self.spent(node)
        if isinstance(node, When):
            words = {"act": self.act(node.kind), "when": self.when(node.window)}
            return (_("first time “%(act)s”: %(when)s") if node.which == "first" else _("last time “%(act)s”: %(when)s")) % words
        return _("is in the segment “%(name)s”") % {"name": self.names.get(node.segment, node.segment)}

    def group(self, node: Group) -> str:
        parts = [self.part(one) for one in node.of]
        if node.join == "none":
            return _("not (%(conditions)s)") % {"conditions": self.listed(parts)}
        joined = self.listed(parts, "standard" if node.join == "all" else "or")
        return _("(%(conditions)s)") % {"conditions": joined} if len(parts) > 1 else joined

    def asks(self, node: Asks) -> str:
        words: dict[str, Any] = {"trait": node.trait.label}
        if node.operator.takes == "many":
            labels = dict(node.trait.options())
            words["value"] = self.listed([self.quoted(labels.get(one, one)) for one in node.values], _style(node))
        elif node.operator.takes == "two":
            words["value"], words["other"] = (self.value(node, one) for one in node.values)
        elif node.operator.takes:
            words["value"] = self.value(node, node.values[0])
        return str(node.operator.sentence) % words

    def value(self, node: Asks, value: Any) -> str:
        if node.trait.kind == Kind.DATE and node.operator.takes != "days":
            return format_date(value, locale=self.locale)
        if node.trait.kind in {Kind.NUMBER, Kind.DATE}:
            return format_decimal(value, locale=self.locale)
        return self.quoted(str(value))

    def quoted(self, text: str) -> str:
        return _("“%(text)s”") % {"text": text}

    def act(self, kind: str) -> str:
        return str(kinds[kind].label)

    def did(self, node: Did) -> str:
        words = {"act": self.act(node.kind), "when": self.when(node.window), "count": format_decimal(node.count, locale=self.locale)}
        if node.operator == "exactly" and not node.count:
            return _("never “%(act)s”: %(when)s") % words
        if node.operator == "at_least":
            return ngettext(
                "“%(act)s” at least %(count)s time: %(when)s", "“%(act)s” at least %(count)s times: %(when)s", node.count
            ) % words
        if node.operator == "at_most":
            return ngettext("“%(act)s” at most %(count)s time: %(when)s", "“%(act)s” at most %(count)s times: %(when)s", node.count) % words
        return ngettext("“%(act)s” exactly %(count)s time: %(when)s", "“%(act)s” exactly %(count)s times: %(when)s", node.count) % words

    def spent(self, node: Spent) -> str:
        patterns = {
            "at_least": _("“%(act)s” for at least %(amount)s: %(when)s"),
            "at_most": _("“%(act)s” for at most %(amount)s: %(when)s"),
            "exactly": _("“%(act)s” for exactly %(amount)s: %(when)s"),
        }
        amount = format_currency(node.amount, node.currency, locale=self.locale)
        return patterns[node.operator] % {"act": self.act(node.kind), "amount": amount, "when": self.when(node.window)}

    def when(self, window: Window) -> str:
        if window.days is not None:
            return ngettext("in the last %(count)s day", "in the last %(count)s days", window.days) % {"count": window.days}
        if window.before_days is not None:
            words = {"count": window.before_days}
            return ngettext("longer than %(count)s day ago", "longer than %(count)s days ago", window.before_days) % words
        days = {name: format_date(day, locale=self.locale) for name, day in (("first", window.first), ("last", window.last)) if day}
        if len(days) == 2:
            return _("from %(first)s to %(last)s") % days
        if "first" in days:
            return _("since %(first)s") % days
        return _("until %(last)s") % days if days else _("at any time")


def _style(node: Asks) -> Literal["standard", "or"]:
    return "standard" if node.operator.slug == "every" else "or"
