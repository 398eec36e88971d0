"""What came of a campaign: counted from facts, for households, against the hold-out; every number opens its rows."""

from datetime import timedelta

import pytest

from portal.campaigns.actions import measuring, running
from portal.campaigns.measures import measures
from portal.campaigns.models import Campaign, Enrolment, Outcome
from portal.campaigns.queries import results
from portal.core.clock import now
from portal.customers import actions as customers
from portal.customers import timeline
from portal.customers.actions.merging import merge_parties, undo_merge
from portal.messaging.models import DeliveryEvent, Message
from tests.factories import campaigns
from tests.factories import customers as people

pytestmark = pytest.mark.django_db


def asked(party, at=None) -> None:
    timeline.record(party, "search.nothing_found", attrs={"text": "filter", "language": "en"}, at=at or now())


def trial(size: int = 40, **fields) -> Campaign:
    """A running campaign with half of its households held out."""
    readers = [campaigns.reader() for _reader in range(size)]
    return campaigns.running_one(readers, **{"holdout_percent": 50, "goal": "asked", **fields})


def line(campaign: Campaign, slug: str) -> results.Line:
    return next(one for one in results.of(campaign).lines if one.measure.slug == slug)


def test_a_fact_counts_for_its_household_in_either_arm() -> None:
    campaign = trial()
    treated, held = Enrolment.objects.filter(arm="treat").first(), Enrolment.objects.filter(arm="holdout").first()
    for row in (treated, treated, held):
        asked(row.party)
    measuring.measure_campaign(campaign)
    found = {(one.enrolment.arm, one.count) for one in Outcome.objects.filter(measure="asked").select_related("enrolment")}
    assert found == {("treat", 2), ("holdout", 1)}
    cells = {cell.group.arm: cell.hits for cell in line(campaign, "asked").cells}
    assert cells == {"treat": 1, "holdout": 1}


def test_only_the_days_that_count_count() -> None:
    campaign = trial(4, window_days=7)
    row = Enrolment.objects.first()
    asked(row.party, campaign.frozen_at - timedelta(seconds=1))
    asked(row.party, campaign.frozen_at + timedelta(days=7))
    measuring.measure_campaign(campaign)
    assert not Outcome.objects.filter(measure="asked").exists()
    asked(row.party, campaign.frozen_at + timedelta(days=7) - timedelta(seconds=1))
    measuring.measure_campaign(campaign)
    assert Outcome.objects.filter(measure="asked").count() == 1


def test_what_another_of_the_household_does_counts_for_the_household() -> None:
    reader, other = campaigns.reader(), people.party()
    home = people.party(kind="household")
    for member in (reader, other):
        customers.relate(member, "household_member", home, by=None)
    campaign = campaigns.running_one([reader], goal="asked")
    asked(other)
    measuring.measure_campaign(campaign)
    assert Outcome.objects.get(measure="asked").enrolment.unit == home


def test_what_was_done_as_somebody_since_merged_counts_and_is_taken_back_with_the_merge() -> None:
    reader, double = campaigns.reader(), people.party()
    campaign = campaigns.running_one([reader], goal="asked")
    asked(double)
    edge = merge_parties(reader, double, by=None, reason="The same.")
    measuring.measure_campaign(campaign)
    assert Outcome.objects.filter(measure="asked").count() == 1
    undo_merge(edge, by=None, reason="Not the same.")
    measuring.measure_campaign(campaign)
    assert Outcome.objects.filter(measure="asked").count() == 0


def test_households_merged_across_arms_are_in_no_number_until_the_merge_is_undone() -> None:
    campaign = trial()
    treated, held = Enrolment.objects.filter(arm="treat").first(), Enrolment.objects.filter(arm="holdout").first()
    asked(treated.party)
    edge = merge_parties(treated.party, held.party, by=None, reason="The same.")
    measuring.measure_campaign(campaign)
    assert set(Enrolment.objects.filter(contaminated=True).values_list("pk", flat=True)) == {treated.pk, held.pk}
    found = results.of(campaign)
    assert (found.contaminated, sum(group.size for group in found.groups if not group.variant)) == (2, 38)
    assert line(campaign, "asked").cells[0].hits == 0
    undo_merge(edge, by=None, reason="Not the same.")
    measuring.measure_campaign(campaign)
    assert results.of(campaign).contaminated == 0


def test_people_and_programs_are_counted_apart_and_only_where_it_is_measured() -> None:
    campaign = trial(6, holdout_percent=0, goal="", tracking=True)
    first, second = Message.objects.order_by("pk")[:2]
    Message.objects.update(state="sent", sent_at=now())
    DeliveryEvent.objects.create(message=first, kind="clicked", key="1")
    DeliveryEvent.objects.create(message=first, kind="clicked", key="2")
    DeliveryEvent.objects.create(message=second, kind="clicked", machine=True, key="3")
    DeliveryEvent.objects.create(message=second, kind="complained", key="4")
    measuring.measure_campaign(campaign)
    hits = {one.measure.slug: one.cells[0].hits for one in results.of(campaign).lines}
    assert (hits["reached"], hits["clicked"], hits["scanned"], hits["complained"], hits["read"]) == (6, 1, 1, 1, 0)
    Campaign.objects.update(tracking=False)
    campaign.refresh_from_db()
    assert {"read", "clicked", "scanned"}.isdisjoint(one.measure.slug for one in results.of(campaign).lines)


def test_every_number_opens_exactly_its_rows() -> None:
    campaign = trial(30, variants=(("a", 50), ("b", 50)))
    for row in Enrolment.objects.all()[::2]:
        asked(row.party)
    Message.objects.update(state="sent", sent_at=now())
    measuring.measure_campaign(campaign)
    for one in results.of(campaign).lines:
        for cell in one.cells:
            if cell is not None:
                group = cell.group
                assert results.outcomes(campaign, measure=one.measure.slug, arm=group.arm, variant=group.variant).count() == cell.hits
                assert results.enrolments(campaign, arm=group.arm, variant=group.variant).count() == group.size


def test_measuring_again_gives_the_same() -> None:
    campaign = trial(10)
    asked(Enrolment.objects.first().party)
    fields = ("enrolment_id", "measure", "first_at", "count", "amount")
    measuring.measure_campaign(campaign)
    before = set(Outcome.objects.values_list(*fields))
    measuring.measure_campaign(campaign)
    assert set(Outcome.objects.values_list(*fields)) == before


def test_the_page_asks_as_often_for_many_measures_as_for_few(django_assert_num_queries) -> None:
    campaign = trial(10)
    for row in Enrolment.objects.all():
        asked(row.party)
    measuring.measure_campaign(campaign)
    with django_assert_num_queries(3):
        assert len(results.of(campaign).lines) >= 8


def finished(campaign: Campaign, days: int = 30) -> Campaign:
    Campaign.objects.filter(pk=campaign.pk).update(frozen_at=now() - timedelta(days=days))
    campaign.refresh_from_db()
    return campaign


def test_nothing_is_concluded_before_the_days_are_over() -> None:
    campaign = trial(60)
    for row in Enrolment.objects.filter(arm="treat"):
        asked(row.party)
    measuring.measure_campaign(campaign)
    told = results.of(campaign).conclusion
    assert told[0].startswith("It is too early")
    assert "not the judgement yet" in told[1]


def test_a_clear_effect_is_said_with_its_bounds() -> None:
    campaign = finished(trial(60))
    for row in Enrolment.objects.filter(arm="treat"):
        asked(row.party, campaign.frozen_at + timedelta(days=1))
    measuring.measure_campaign(campaign)
    effect = line(campaign, "asked").effect
    assert effect.interval.low > 0
    assert results.of(campaign).conclusion[0].startswith(f"The campaign raised “Asked” by {effect.points} percentage points")


def test_no_effect_no_goal_and_no_holdout_are_said() -> None:
    campaign = finished(trial(20))
    measuring.measure_campaign(campaign)
    assert results.of(campaign).conclusion[0].startswith("“Asked”: no difference can be told.")
    lonely = finished(campaigns.running_one([campaigns.reader()], goal="asked"))
    measuring.measure_campaign(lonely)
    assert results.of(lonely).conclusion == ["There is no hold-out: what happened may have happened without the campaign too."]
    aimless = finished(campaigns.running_one([campaigns.reader()]))
    measuring.measure_campaign(aimless)
    assert results.of(aimless).conclusion[0].startswith("No goal was named")


def test_every_measure_reads_registered_kinds() -> None:
    for measure in measures:
        assert [kind for kind in measure.kinds if kind not in timeline.kinds] == []


def test_a_stopped_campaign_is_measured_all_the_same() -> None:
    campaign = trial(6)
    running.stop_campaign(campaign, by=campaigns.marketer())
    asked(Enrolment.objects.first().party)
    assert measuring.measure_campaign(campaign) == 1
