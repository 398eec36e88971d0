"""What followed a campaign, counted from the facts; counting again gives the same.

The days that count begin when the audience was drawn, for both arms alike. A household's facts are those of every customer who is now
read as one of its members.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from portal.campaigns.actions.errors import NotInThisStateError
from portal.campaigns.actions.writing import insert_rows
from portal.campaigns.measures import Measure, measures
from portal.campaigns.models import Campaign, Enrolment, Outcome
from portal.campaigns.queries.audience import tied_parties
from portal.core.clock import now
from portal.core.many import listed
from portal.customers.enums import PartyKind, RelationRole
from portal.customers.models import Interaction, PartyAlias, Relationship
from portal.customers.queries import aliases
from portal.messaging.models import DeliveryEvent, Message

_COLUMNS = ("campaign_id", "enrolment_id", "measure", "first_at", "count", "amount")
Tally = dict[tuple[int, str], list]


def measure_campaign(campaign: Campaign) -> int:
    """Count every measure anew and write one row for each household that did it. Returns how many rows there are.

    Raises NotInThisStateError for one that is counted for good: what it was counted from is being forgotten.
    """
    if campaign.frozen_at is None:
        return 0
    if campaign.is_closed:
        raise NotInThisStateError
    tally: Tally = {}
    units = dict(Enrolment.objects.filter(campaign=campaign).order_by().values_list("unit_id", "pk"))
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        _mark_contaminated(campaign)
        for measure in measures:
            if measure.is_effect:
                continue
            for unit, at in _of_messages(campaign, measure):
                _add(tally, units.get(unit), measure.slug, at, Decimal(0))
        _of_timeline(campaign, tally)
        Outcome.objects.filter(campaign=campaign).delete()
        insert_rows(Outcome, _COLUMNS, ((campaign.pk, enrolment, slug, *found) for (enrolment, slug), found in tally.items()))
        campaign.measured_at = now()
        Campaign.objects.filter(pk=campaign.pk).update(measured_at=campaign.measured_at)
    return len(tally)


def _add(tally: Tally, enrolment: int | None, slug: str, at: datetime, amount: Decimal) -> None:
    if enrolment is None:
        return
    found = tally.get((enrolment, slug))
    if found is None:
        tally[enrolment, slug] = [at, 1, amount]
    else:
        found[0], found[1], found[2] = min(found[0], at), found[1] + 1, found[2] + amount


def _of_messages(campaign: Campaign, measure: Measure) -> Iterator[tuple[int, datetime]]:
    """The household and the moment of each message, or event of a message, that the measure counts."""
    if campaign.mailing_id is None:
        return
    if measure.states:
        rows = Message.objects.filter(mailing=campaign.mailing_id, state__in=measure.states)
        for unit, sent, created in rows.order_by().values_list("unit_id", "sent_at", "created_at").iterator(chunk_size=5000):
            yield unit, sent or created
    if measure.events:
        events = DeliveryEvent.objects.filter(message__mailing=campaign.mailing_id, kind__in=measure.events, machine=measure.machine)
        yield from events.order_by().values_list("message__unit_id", "at").iterator(chunk_size=5000)


def _of_timeline(campaign: Campaign, tally: Tally) -> None:
    """Every effect measure in one walk over the facts of the enrolled households."""
    by_kind: dict[str, list[Measure]] = {}
    for measure in measures:
        for kind in measure.kinds:
            by_kind.setdefault(kind, []).append(measure)
    begun = campaign.frozen_at
    if not by_kind or begun is None:
        return
    whose = _enrolment_of_party(campaign)
    facts = Interaction.objects.filter(
        party_id__in=listed(whose or [0]), kind__in=by_kind, at__gte=begun, at__lt=begun + timedelta(days=campaign.window_days)
    )
    for party, kind, at, amount in facts.order_by().values_list("party_id", "kind", "at", "amount").iterator(chunk_size=5000):
        for measure in by_kind[kind]:
            _add(tally, whose[party], measure.slug, at, (amount or Decimal(0)) if measure.money else Decimal(0))


def _enrolment_of_party(campaign: Campaign) -> dict[int, int]:
    """Each party whose facts count → the enrolment they count for: the enrolled customer, who is read as one with him, his household."""
    rows = list(Enrolment.objects.filter(campaign=campaign).order_by().values_list("pk", "unit_id", "party_id"))
    enrolment_of_unit = {unit: pk for pk, unit, _party in rows}
    members = Relationship.objects.filter(
        other_id__in=listed(enrolment_of_unit or [0]), role=RelationRole.HOUSEHOLD_MEMBER, ended_on=None, other__kind=PartyKind.HOUSEHOLD
    )
    whose = {party: enrolment_of_unit[unit] for party, unit in members.order_by().values_list("party_id", "other_id")}
    whose.update({unit: pk for pk, unit, _party in rows})
    whose.update({party: pk for pk, _unit, party in rows})
    edges = PartyAlias.objects.order_by()
    root = dict(edges.filter(party_id__in=listed(whose or [0])).values_list("party_id", "canonical_id"))
    of_root: dict[int, int] = {}
    for party, enrolment in whose.items():
        of_root.setdefault(root.get(party, party), enrolment)
    others = edges.filter(canonical_id__in=listed(of_root or [0])).values_list("party_id", "canonical_id")
    return {party: of_root[canonical] for party, canonical in others} | of_root | whose


def _mark_contaminated(campaign: Campaign) -> None:
    """Flag those who have been merged, or joined in one household, with somebody of another arm or variant; unflag the others."""
    rows = list(Enrolment.objects.filter(campaign=campaign).order_by().values_list("pk", "party_id", "unit_id", "arm", "variant"))
    unit_now = aliases.unit_ids(tied_parties(Enrolment.objects.filter(campaign=campaign).order_by().values_list("party_id", flat=True)))
    groups: dict[int, list[tuple[int, str, str]]] = {}
    for pk, party, _unit, arm, variant in rows:
        groups.setdefault(unit_now.get(party, party), []).append((pk, arm, variant))
    mixed = [pk for group in groups.values() if len({(arm, variant) for _pk, arm, variant in group}) > 1 for pk, _arm, _variant in group]
    enrolled = Enrolment.objects.filter(campaign=campaign)
    enrolled.filter(Q(contaminated=True) & ~Q(pk__in=listed(mixed or [0]))).update(contaminated=False)
    enrolled.filter(contaminated=False, pk__in=listed(mixed or [0])).update(contaminated=True)
