"""Rows of the desk's lists, put together here: a template takes several times as long."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.core.addresses import numbered
from portal.core.templatetags.ui import when
from portal.customers.enums import PartyKind, Source
from portal.customers.models import Party, PartyFact

_KINDS, _SOURCES = dict(PartyKind.choices), dict(Source.choices)
_CUSTOMER = (
    '<tr>\n    <th scope="row"><a href="{}"><bdi>{}</bdi></a>{}</th>\n    {}\n    '
    '<td>{}</td><td>{}</td><td class="nowrap">{}</td></tr>'
)  # fmt: skip


def customers(parties: Iterable[Party], *, open_book: bool) -> SafeString:
    """One row for each; with `open_book` (whose parties have `contacts`) the name and how they are reached."""
    address, outside = numbered("desk_customer"), format_html(' <span class="tag">{}</span>', _("No sign-in"))
    rows = (
        (
            address(party.pk), party.public_name, "" if party.user_id else outside, _reach(party) if open_book else "",
            _KINDS.get(party.kind, party.kind), party.language, when(party.created_at),
        )
        for party in parties
    )  # fmt: skip
    return format_html_join("", _CUSTOMER, rows)


def _reach(party: Party) -> SafeString:
    contacts = format_html_join(mark_safe("<br>"), '<bdi dir="ltr">{}</bdi>', ((row.readable,) for row in party.contacts))  # type: ignore[attr-defined]  # prefetched
    return format_html("<td><bdi>{}</bdi></td><td>{}</td>", party.billed_name, contacts)


def said(facts: Iterable[PartyFact]) -> SafeString:
    """What was said of a customer, by whom and when."""
    rows = ((fact.label, fact.readable, _SOURCES.get(fact.source, fact.source), when(fact.observed_at)) for fact in facts)
    return format_html_join("", '<li>{}: <bdi class="strong">{}</bdi><br><span class="soft">{}, {}</span></li>', rows)
