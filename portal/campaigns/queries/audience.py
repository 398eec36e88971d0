"""Who gets a campaign's message and who does not, each with the reason. Reads only; `actions.audience` writes it down.

The order of the sieve: merged, erased, language, account, contact point and consent (the gate), one a household, one an address,
the latest start, the hold-out. Whoever passes all but the hold-out is in the experiment.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from portal.campaigns import timing
from portal.campaigns.enums import Left, SignedIn
from portal.campaigns.models import AudienceRow, Campaign
from portal.campaigns.statistics import arms
from portal.core.clock import now
from portal.core.many import listed
from portal.customers import gate
from portal.customers.enums import RelationRole
from portal.customers.models import Party, PartyAlias, Relationship
from portal.customers.queries import aliases
from portal.messaging.channels import choice as choosing
from portal.segments import queries as segments
from portal.segments.models import Segment

COMES = (Left.GETS.value, Left.HOLDOUT.value)
"""The reasons of those who are in the experiment."""
_GETS = Left.GETS.value
_PASSES = frozenset({gate.Reason.QUIET.value})
"""A refusal that time takes away within hours: the message waits for it, the customer is not left out."""


@dataclass(slots=True)
class Seat:
    """One member of the segment on the way through the sieve."""

    party_id: int
    unit_id: int
    reason: str = Left.GETS.value
    channel: str = ""
    language: str = ""
    variant: str = ""
    bucket: int = 0
    cost_minor: int = 0
    zone: str = ""
    identifier_id: int | None = None
    address: str = ""
    choice: dict[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


def evaluate(campaign: Campaign, *, at: datetime | None = None) -> list[Seat]:
    """A seat for every member of the campaign's segment, as of `at` (now, or when the campaign begins). Constant queries a batch."""
    if campaign.segment is None:
        return []
    begun = max(at or now(), timing.begins_at(campaign.starts_at, campaign.clock)) if campaign.starts_at else at or now()
    seats = _seated(campaign.segment)
    _by_person(campaign, seats)
    _by_contact_point(campaign, seats, begun)
    _one_a_household(seats)
    _one_an_address(seats)
    _in_time(campaign, seats, begun)
    _drawn(campaign, seats)
    return seats


def _seated(segment: Segment) -> list[Seat]:
    """A seat for each member, with the household he counts for. Only those who are merged, or in a household, have to be looked up."""
    members = segments.member_ids(segment)
    canonical = aliases.canonical_ids(tied_parties(members))
    units = aliases.unit_ids(set(canonical.values()))
    seats, seen = [], set()
    for party in sorted(members):
        root = canonical.get(party, party)
        doubled = root in seen
        seen.add(root)
        seats.append(Seat(party if doubled else root, units.get(root, root), Left.MERGED.value if doubled else _GETS))
    return seats


def tied_parties(members: QuerySet) -> set[int]:
    """Of these party ids those that are merged with somebody or live in a household, and whom they are merged with: the others are
    units of their own, and nobody has to look them up.
    """
    edges = PartyAlias.objects.filter(Q(party_id__in=members) | Q(canonical_id__in=members)).values_list("party_id", "canonical_id")
    at_home = Relationship.objects.filter(party_id__in=members, role=RelationRole.HOUSEHOLD_MEMBER, ended_on=None)
    return {party for edge in edges for party in edge} | set(at_home.order_by().values_list("party_id", flat=True))


def _by_person(campaign: Campaign, seats: list[Seat]) -> None:
    """Language, account, erasure."""
    rows = Party.objects.filter(pk__in=listed([seat.party_id for seat in seats])).order_by()
    values = rows.values_list("pk", "language", "time_zone", "user_id", "erased_at").iterator()
    people: dict[int, list[Any]] = {pk: rest for pk, *rest in values}
    for seat in seats:
        seat.language, seat.zone, user, erased = people[seat.party_id]
        if seat.reason != _GETS:
            continue
        if erased:
            seat.reason = gate.Reason.ERASED.value
        elif campaign.languages and seat.language not in campaign.languages:
            seat.reason = Left.LANGUAGE.value
        elif campaign.signed_in != SignedIn.ANY and (campaign.signed_in == SignedIn.YES) != bool(user):
            seat.reason = Left.ACCOUNT.value


def _by_contact_point(campaign: Campaign, seats: list[Seat], at: datetime) -> None:
    """The cheapest consented preferred channel of each; quiet hours only make the message wait."""
    asked = {seat.party_id: seat for seat in seats if seat.reason == _GETS}
    choices = choosing.choose_many(asked, campaign.purpose, campaign.channels or None, at)
    for party, choice in choices.items():
        seat, way = asked[party], choice.way(_PASSES)
        seat.choice = way.kept
        if way.reason:
            seat.reason = way.reason if choice.considered else Left.UNREACHABLE.value
        else:
            seat.channel, seat.identifier_id, seat.address, seat.cost_minor = way.channel, way.identifier_id, way.address, way.cost_minor


def _one_a_household(seats: list[Seat]) -> None:
    taken = set()
    for seat in seats:
        if seat.reason == _GETS and seat.unit_id in taken:
            seat.reason = Left.HOUSEHOLD.value
        elif seat.reason == _GETS:
            taken.add(seat.unit_id)


def _one_an_address(seats: list[Seat]) -> None:
    taken = set()
    for seat in seats:
        if seat.reason == _GETS and (seat.channel, seat.address) in taken:
            seat.reason = Left.ADDRESS.value
        elif seat.reason == _GETS:
            taken.add((seat.channel, seat.address))


def _in_time(campaign: Campaign, seats: list[Seat], begun: datetime) -> None:
    times = timing.DueTimes(campaign.starts_at or begun, campaign.clock, begun)
    for seat in seats:
        if seat.reason == _GETS:
            seat.due_at = times.of(seat.zone)
            if campaign.latest_start_at and seat.due_at >= campaign.latest_start_at:
                seat.reason = Left.LATE.value


def _drawn(campaign: Campaign, seats: list[Seat]) -> None:
    """Arm and variant of everybody who is left."""
    drawn = [seat for seat in seats if seat.reason == _GETS]
    units = [seat.unit_id for seat in drawn]
    shares = list(campaign.variants.order_by("key").values_list("key", "share"))
    numbers, keys = arms.buckets(campaign.salt, units), arms.variants(campaign.salt, shares, units)
    for seat, number, key in zip(drawn, numbers, keys, strict=True):
        seat.bucket, seat.variant = number, key
        if arms.is_held_out(number, float(campaign.holdout_percent)):
            seat.reason, seat.variant = Left.HOLDOUT.value, ""


def label_of(reason: str) -> str:
    """The reason in words: the campaign's own, or the gate's."""
    if reason in Left.values:
        return str(Left(reason).label)
    return str(gate.Reason(reason).label) if reason in gate.Reason.values else reason


@dataclass(frozen=True)
class Counts:
    """The audience as it was last counted."""

    gets: int
    holdout: int
    left_out: list[tuple[str, str, int]]
    by_channel: list[tuple[str, int, int]]
    by_variant: list[tuple[str, int]]
    by_language: list[tuple[str, int]]

    @property
    def total(self) -> int:
        return self.gets + self.holdout + sum(number for _code, _label, number in self.left_out)

    @property
    def cost_minor(self) -> int:
        return sum(cost for _channel, _number, cost in self.by_channel)


def counts_of(campaign: Campaign) -> Counts:
    """Counts of the rows themselves, so that each number opens exactly its rows."""
    rows = AudienceRow.objects.filter(campaign=campaign).order_by()
    by_reason = Counter(dict(rows.values_list("reason").annotate(n=Count("pk"))))
    getting = rows.filter(reason=Left.GETS)
    left = [(code, label_of(code), n) for code, n in by_reason.most_common() if code not in COMES]
    return Counts(
        gets=by_reason[Left.GETS.value],
        holdout=by_reason[Left.HOLDOUT.value],
        left_out=left,
        by_channel=[(c, n, int(cost or 0)) for c, n, cost in getting.values_list("channel").annotate(n=Count("pk"), c=Sum("cost_minor"))],
        by_variant=list(getting.values_list("variant").annotate(n=Count("pk")).order_by("variant")),
        by_language=list(getting.values_list("language").annotate(n=Count("pk")).order_by("-n", "language")),
    )


def rows_of(campaign: Campaign, *, reason: str = "", channel: str = "", variant: str = "", language: str = "") -> QuerySet[AudienceRow]:
    """The rows behind a number."""
    rows = AudienceRow.objects.filter(campaign=campaign).select_related("party", "unit")
    wanted = {"reason": reason, "channel": channel, "variant": variant, "language": language}
    return rows.filter(**{name: value for name, value in wanted.items() if value})
