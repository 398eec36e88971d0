"""Rows of the desk's lists, put together here: a template takes several times as long."""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.core.addresses import numbered
from portal.core.labels import labels
from portal.core.markup import filled, joined, tag
from portal.core.templatetags.ui import clock
from portal.customers.enums import PartyKind, Source
from portal.customers.models import Identifier, Party, PartyFact

_CUSTOMER = (
    '<tr>\n    <th scope="row"><a href="{}"><bdi>{}</bdi></a>{}</th>\n    {}\n    '
    '<td>{}</td><td class="nowrap"><bdi>{}</bdi></td><td class="nowrap">{}</td></tr>'
)  # fmt: skip

_IDENTIFIER = (
    '<li><span class="soft">{}{}</span><br><bdi dir="ltr">{}</bdi> {} {}<br><span class="soft">{}, {}</span></li>'
)  # fmt: skip


def customers(parties: Iterable[Party], contacts: dict[int, list[Identifier]] | None) -> SafeString:
    """One row for each; with `contacts` the name and how they are reached."""
    address, outside = numbered("desk_customer"), filled(" {}", tag(_("No sign-in")))
    kinds, date_of = labels(PartyKind), clock()
    rows = (
        (
            address(party.pk), party.public_name, "" if party.user_id else outside,
            "" if contacts is None else _reach(party, contacts[party.pk]),
            kinds.get(party.kind, party.kind), party.language_name, date_of(party.created_at),
        )
        for party in parties
    )  # fmt: skip
    return joined(_CUSTOMER, rows)


def _reach(party: Party, contacts: list[Identifier]) -> SafeString:
    lines = joined('<bdi dir="ltr">{}</bdi>', ((row.readable,) for row in contacts), "<br>")
    return filled("<td><bdi>{}</bdi></td><td>{}</td>", party.billed_name, lines)


def said(facts: Iterable[PartyFact]) -> SafeString:
    """What was said of a customer, by whom and when."""
    sources, date_of = labels(Source), clock()
    rows = ((fact.label, fact.readable, sources.get(fact.source, fact.source), date_of(fact.observed_at)) for fact in facts)
    return joined('<li>{}: <bdi class="strong">{}</bdi><br><span class="soft">{}, {}</span></li>', rows)


def identifiers(rows: Iterable[Identifier]) -> SafeString:
    """What points to a customer: what kind it is, whether it holds, who gave it and when."""
    ended, sure = tag(_("Ended")), tag(_("Confirmed"), "good")
    date_of = clock()
    open_still = tag(_("Not confirmed"), "live")
    return joined(_IDENTIFIER, (
        (
            one.get_kind_display(), f" · {one.system}" if one.system else "", one.readable,
            ended if one.ended_at else sure if one.verified_at else open_still, date_of(one.ended_at or one.verified_at),
            one.get_source_display(), date_of(one.first_seen_at),
        )
        for one in rows
    ))  # fmt: skip
