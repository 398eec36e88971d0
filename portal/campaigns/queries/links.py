"""Counts of advert links and tags, each with the rows behind it; all for a span of days, in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from portal.campaigns.enums import Visitor
from portal.campaigns.models import AdvertLink, AdvertVisit, Invitation, Referral
from portal.core.clock import today
from portal.core.prepared import PreparedRows
from portal.customers.models import Party
from portal.customers.queries import aliases

DAYS = 30
_PEOPLE, _MACHINES = Q(visitor=Visitor.PERSON), Q(visitor=Visitor.MACHINE)


@dataclass
class Day:
    """One day of a link."""

    on: date
    people: int = 0
    machines: int = 0


@dataclass
class Way:
    """One combination of tags, through links or in addresses of pages."""

    source: str
    medium: str
    tag: str
    people: int
    machines: int
    query: dict[str, str] = field(default_factory=dict)


def since() -> date:
    """The first of the days that are shown."""
    return today() - timedelta(days=DAYS - 1)


def links() -> QuerySet[AdvertLink]:
    """All links, the newest first, with the people and machines of the last days; one query."""
    recent = Q(visits__came_on__gte=since())
    people = Count("visits", filter=recent & Q(visits__visitor=Visitor.PERSON))
    machines = Count("visits", filter=recent & Q(visits__visitor=Visitor.MACHINE))
    return AdvertLink.objects.select_related("campaign").annotate(people=people, machines=machines).order_by("-created_at", "-pk")


def days_of(link: AdvertLink) -> list[Day]:
    """Every one of the last days, the newest first, those without a visit too; one query."""
    days = {since() + timedelta(days=n): Day(since() + timedelta(days=n)) for n in range(DAYS)}
    counted = AdvertVisit.objects.filter(link=link, came_on__gte=since()).values("came_on")
    for row in counted.annotate(people=Count("pk", filter=_PEOPLE), machines=Count("pk", filter=_MACHINES)).order_by():
        if row["came_on"] in days:
            days[row["came_on"]] = Day(row["came_on"], row["people"], row["machines"])
    return sorted(days.values(), key=lambda day: day.on, reverse=True)


def ways() -> list[Way]:
    """What the tags of the last days said, the most people first; one query, a hundred ways at most."""
    rows = AdvertVisit.objects.filter(came_on__gte=since()).values("source", "medium", "tag")
    counted = rows.annotate(people=Count("pk", filter=_PEOPLE), machines=Count("pk", filter=_MACHINES))
    first = counted.order_by("-people", "source", "medium", "tag")[:100]
    return [Way(**row, query={name: row[name] or "-" for name in ("source", "medium", "tag")}) for row in first]


def visits(**wanted: Any) -> QuerySet[AdvertVisit]:
    """The rows behind a number. `wanted`: link, came_on, visitor, source, medium, tag ('-' for none) as far as given."""
    rows = AdvertVisit.objects.select_related("link").filter(came_on__gte=since())
    for name, value in wanted.items():
        if value not in (None, ""):
            rows = rows.filter(**{name: "" if value == "-" else value})
    return rows


def joined_through(party: Party) -> int:
    """How many joined through this customer's link, without whoever turned out to be himself or of his household."""
    mine = aliases.ids_of(party.pk)
    joined = list(Referral.objects.filter(referrer__in=mine).values_list("joined", flat=True))
    units = aliases.unit_ids([party.pk, *joined])
    return len({units[one] for one in joined} - {units[party.pk]})


def invitation(party: Party) -> Invitation | None:
    return _invitation_of.first(party=party.pk)


_invitation_of = PreparedRows(lambda party: Invitation.objects.filter(party_id=party).order_by("pk")[:1], party=2**62 + 1)


def referrers(limit: int = 50) -> list[tuple[Party, int]]:
    """Who brought most along, with how many; two queries."""
    counts: dict[int, int] = defaultdict(int)
    for row in Referral.objects.values("referrer").annotate(n=Count("pk")).order_by("-n", "referrer")[:limit]:
        counts[row["referrer"]] = row["n"]
    found = Party.objects.in_bulk(counts)
    return [(found[pk], n) for pk, n in counts.items() if pk in found]
