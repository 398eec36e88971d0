"""Traits: what may be asked of a customer. Each app adds its own in its hooks; segments and personalisation read them.

    traits.add(Trait("city", _("Town"), Kind.TEXT, Fact("city"), group=PROFILE))
    traits.counts_as("chat.sent", Activity.TALK)

A trait says how its value is read in SQL, in one of four ways: a column of the party or of its features (`Column`), the profile
fact of one attribute that counts (`Fact`, `FactList`), or rows of anything else that name a party (`Rows`). What belongs to a party that
was merged into another is read as the other's. docs/segments.md: "Adding a trait".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.core.registry import Registry


class Kind(TextChoices):
    NUMBER = "number", _("Number")
    TEXT = "text", _("Text")
    CHOICE = "choice", _("Choice")
    DATE = "date", _("Date")
    FLAG = "flag", _("Yes or no")
    LIST = "list", _("List")


class Activity(TextChoices):
    """The groups of acts that are counted per customer ahead of being asked."""

    TALK = "talk", _("Talking")
    HELP = "help", _("Looking for help")


@dataclass(frozen=True)
class Column:
    """An SQL expression over `p` (customers_party) or `f` (customers_partyfeature)."""

    sql: str


@dataclass(frozen=True)
class Fact:
    """The profile fact of an attribute that counts (`queries.parties.golden`), one value."""

    attribute: str


@dataclass(frozen=True)
class FactList:
    """The profile fact of an attribute that counts, a list; of records `key` is what is asked."""

    attribute: str
    key: str = ""


@dataclass(frozen=True)
class Rows:
    """Any SELECT that gives `party_id` and `value`; for a flag the value does not matter. Without parameters, on every database.

    `parts` names columns of it that make up the value, with a colon between: they are compared instead, so that indexes are used.
    """

    sql: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trait:
    """One thing that may be asked. `choices` gives (value, label) pairs, for choices always, for lists where they are known."""

    slug: str
    label: Any
    kind: Kind
    source: Column | Fact | FactList | Rows
    choices: Callable[[], Sequence[tuple[str, Any]]] | None = None
    group: Any = ""

    def options(self) -> list[tuple[str, str]]:
        """The values that may be chosen, with their labels in the reader's language; empty where any text will do."""
        return [(value, str(label)) for value, label in self.choices()] if self.choices else []


traits: Registry[Trait] = Registry("traits")
activities: Registry[tuple[str, Activity]] = Registry("kinds of acts that count as an activity")

PROFILE, ACTIVITY, CONTACT = _("Profile"), _("Activity"), _("Contact")


def add(trait: Trait) -> Trait:
    """Announce a trait; a double slug raises ValueError."""
    return traits.add(trait.slug, trait)


def counts_as(kind: str, activity: Activity) -> None:
    """Count a kind of act of the timeline in an activity of the customer's features."""
    activities.add(kind, (kind, activity))


def kinds_of(activity: Activity) -> list[str]:
    """The kinds of acts that count as this activity."""
    return sorted(kind for kind, counted in activities if counted == activity)


followers: Registry[Callable[[list[int] | None, date], None]] = Registry("what follows when customers changed")
"""Called in the transaction in which features were brought up to date: with the numbers of the canonical customers that changed (and
of those that are none any more), or None for everybody, each night for the day that ends and then for the new one; and the day
that windows count from.
"""
