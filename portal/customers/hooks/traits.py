"""What may be asked of every customer, and what is counted of him. Apps above add their own (`portal.customers.traits`)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.core.i18n import current_language
from portal.core.kept import kept
from portal.core.money import babel_locale
from portal.customers import traits
from portal.customers.enums import ContactChannel, IdentifierKind, PartyKind, Purpose
from portal.customers.traits import ACTIVITY, CONTACT, PROFILE, Column, Fact, FactList, Kind, Rows, Trait


def _countries() -> Sequence[tuple[str, Any]]:
    """Every country by its two letters, named and sorted in the reader's language."""
    names = babel_locale().territories
    return sorted(((code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code != "ZZ"), key=lambda c: c[1])


def _agreements() -> Sequence[tuple[str, Any]]:
    """Every purpose by every channel."""

    def named() -> list[tuple[str, str]]:
        return [(f"{p.value}:{c.value}", f"{p.label} ({c.label})") for p in Purpose for c in ContactChannel]

    return kept(f"agreements:{current_language()}", named)


def _people_kinds() -> Sequence[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in (PartyKind.PERSON, PartyKind.ORGANISATION)]


def _proved(kind: str) -> Rows:
    """Who has a live identifier of a kind; an e-mail address has to be proved."""
    proved = " AND verified_at IS NOT NULL" if kind == IdentifierKind.EMAIL else ""
    return Rows(f"SELECT party_id, id AS value FROM customers_identifier WHERE kind = '{kind}' AND ended_at IS NULL{proved}")  # noqa: S608


_LOGIN = Rows("SELECT id AS party_id, user_id AS value FROM customers_party WHERE user_id IS NOT NULL")
_HOUSEHOLD = Rows("SELECT party_id, other_id AS value FROM customers_relationship WHERE role = 'household_member' AND ended_on IS NULL")
_AGREED = Rows(
    "SELECT i.party_id, s.purpose || ':' || s.channel AS value, s.purpose, s.channel FROM customers_consentstate s"
    " JOIN customers_identifier i ON i.id = s.identifier_id WHERE s.status = 'granted' AND i.ended_at IS NULL",
    parts=("purpose", "channel"),
)

for one in (
    Trait("language", _("Language"), Kind.CHOICE, Column("p.language"), lambda: settings.LANGUAGES, PROFILE),
    Trait("kind", _("Sort of customer"), Kind.CHOICE, Column("p.kind"), _people_kinds, PROFILE),
    Trait("time_zone", _("Time zone"), Kind.TEXT, Column("p.time_zone"), None, PROFILE),
    Trait("city", _("Town"), Kind.TEXT, Fact("city"), None, PROFILE),
    Trait("postcode", _("Postcode"), Kind.TEXT, Fact("postcode"), None, PROFILE),
    Trait("country", _("Country"), Kind.CHOICE, Fact("country"), _countries, PROFILE),
    Trait("company", _("Company"), Kind.TEXT, Fact("company"), None, PROFILE),
    Trait("trade", _("Trade"), Kind.TEXT, Fact("trade"), None, PROFILE),
    Trait("birth_date", _("Date of birth"), Kind.DATE, Fact("birth_date"), None, PROFILE),
    Trait("owns", _("Owns"), Kind.LIST, FactList("owns", key="product"), None, PROFILE),
    Trait("household", _("Lives in a household we know"), Kind.FLAG, _HOUSEHOLD, None, PROFILE),
    Trait("joined", _("Customer since"), Kind.DATE, Column("f.first_seen_at"), None, ACTIVITY),
    Trait("last_seen", _("Last seen"), Kind.DATE, Column("f.last_seen_at"), None, ACTIVITY),
    Trait("login", _("Can sign in"), Kind.FLAG, _LOGIN, None, CONTACT),
    Trait("email", _("Has a confirmed e-mail address"), Kind.FLAG, _proved(IdentifierKind.EMAIL), None, CONTACT),
    Trait("phone", _("Has a telephone number"), Kind.FLAG, _proved(IdentifierKind.PHONE), None, CONTACT),
    Trait("agreed", _("Agreed to"), Kind.LIST, _AGREED, _agreements, CONTACT),
    Trait("last_contact", _("We last wrote"), Kind.DATE, Column("f.last_contact_at"), None, CONTACT),
):
    traits.add(one)

for slug, label, group in (
    ("acts", _("Acts in all"), ACTIVITY),
    ("acts_30", _("Acts in the last 30 days"), ACTIVITY),
    ("acts_90", _("Acts in the last 90 days"), ACTIVITY),
    ("acts_365", _("Acts in the last 365 days"), ACTIVITY),
    ("talk", _("Messages in the community in all"), ACTIVITY),
    ("talk_30", _("Messages in the community in the last 30 days"), ACTIVITY),
    ("talk_90", _("Messages in the community in the last 90 days"), ACTIVITY),
    ("help", _("Looked for help in all"), ACTIVITY),
    ("help_30", _("Looked for help in the last 30 days"), ACTIVITY),
    ("help_90", _("Looked for help in the last 90 days"), ACTIVITY),
    ("contacts", _("Messages from us in all"), CONTACT),
    ("contacts_30", _("Messages from us in the last 30 days"), CONTACT),
):
    traits.add(Trait(slug, label, Kind.NUMBER, Column(f"COALESCE(f.{slug}, 0)"), None, group))
