"""Members follow the facts: customer by customer they become what counting everybody anew would find."""

import random
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.clock import now
from portal.customers import actions as customer_actions
from portal.customers import timeline
from portal.customers.actions import features
from portal.customers.models import Interaction, MergeEdge, Party, PartyAlias, PartyFeature
from portal.customers.queries import features as counting
from portal.segments import queries
from portal.segments.actions import editing, keeping
from portal.segments.enums import Because, Direction
from portal.segments.models import Segment, SegmentCheck, SegmentMember, SegmentMove
from tests.factories import customers
from tests.factories.segments import every, merge, part
from tests.portal.segments import naive, worlds

pytestmark = pytest.mark.django_db
TALKED = every({"did": "chat.sent", "op": "at_least", "count": 1, "window": {"days": 30}})
ROOM = {"room": "Hall", "message": 1}


def members(segment):
    return set(queries.member_ids(segment))


@pytest.fixture
def talkers():
    return editing.create_segment(by=None, names={"en": "Talkers"}, tree=TALKED)


@pytest.fixture
def party():
    return customers.party()


def test_an_act_lets_a_customer_in_and_tells_why(talkers, party):
    features.drain()
    assert members(talkers) == set()
    timeline.record(party, "chat.sent", attrs=ROOM)
    assert features.bring_up_to_date() == 1
    assert members(talkers) == {party.pk}
    move = SegmentMove.objects.get()
    assert (move.party_id, move.direction, move.because) == (party.pk, Direction.IN, Because.FACTS)
    assert Segment.objects.get().size == 1


def test_a_segment_that_asks_about_another_follows_in_the_same_batch(talkers, party):
    outer = editing.create_segment(by=None, names={"en": "Quiet"}, tree={"join": "none", "of": [{"segment": "talkers"}]})
    features.drain()
    assert members(outer) == {party.pk}
    timeline.record(party, "chat.sent", attrs=ROOM)
    features.drain()
    assert (members(talkers), members(outer)) == ({party.pk}, set())


def test_whoever_is_merged_into_another_goes_out_and_comes_back_when_parted(talkers, party):
    other = customers.party()
    timeline.record(other, "chat.sent", attrs=ROOM)
    features.drain()
    assert members(talkers) == {other.pk}
    edge = merge(party, other)
    features.drain()
    assert members(talkers) == {party.pk}
    part(edge)
    features.drain()
    assert members(talkers) == {other.pk}


def test_days_pass(talkers, party):
    day = counting.site_today()
    timeline.record(party, "chat.sent", attrs=ROOM)
    features.drain()
    features.turn_day(day + timedelta(days=30))
    assert members(talkers) == {party.pk}
    features.turn_day(day + timedelta(days=31))
    assert members(talkers) == set()
    assert SegmentMove.objects.filter(because=Because.DAY, direction=Direction.OUT, party=party).count() == 1


def test_the_nightly_check_finds_a_member_too_many_and_one_missing(talkers, party):
    other = customers.party()
    timeline.record(party, "chat.sent", attrs=ROOM)
    features.drain()
    features.turn_day()
    assert list(SegmentCheck.objects.values_list("missing", "surplus")) == [(0, 0)]
    SegmentMember.objects.update(party=other)
    features.turn_day()
    assert SegmentCheck.objects.order_by("-pk").values_list("missing", "surplus")[0] == (1, 1)
    assert members(talkers) == {party.pk}


def test_a_frozen_segment_stays_and_a_thawed_one_follows_again(talkers, party):
    editing.freeze_segment(talkers, by=None)
    timeline.record(party, "chat.sent", attrs=ROOM)
    features.drain()
    features.turn_day()
    assert members(talkers) == set()
    editing.thaw_segment(talkers, by=None)
    assert members(talkers) == {party.pk}


def test_editing_moves_those_who_follow_from_it(talkers, party):
    outer = editing.create_segment(by=None, names={"en": "Outer"}, tree=every({"segment": "talkers"}))
    features.drain()
    changed = editing.change_segment(talkers, by=None, names={"en": "All"}, tree=every(), version=1)
    assert (changed.version, members(talkers), members(outer)) == (2, {party.pk}, {party.pk})
    with pytest.raises(editing.StaleError):
        editing.change_segment(talkers, by=None, names={"en": "Late"}, tree=TALKED, version=1)
    assert str(Segment.objects.get(pk=talkers.pk)) == "All"


def test_a_segment_in_use_is_not_put_away(talkers, party):
    outer = editing.create_segment(by=None, names={"en": "Outer"}, tree=every({"segment": "talkers"}))
    with pytest.raises(editing.InUseError):
        editing.archive_segment(talkers, by=None)
    editing.archive_segment(outer, by=None)
    editing.archive_segment(talkers, by=None)
    assert not Segment.objects.in_use().exists()


def test_the_queue_costs_the_same_queries_for_one_and_three(talkers):
    costs = []
    for number in (1, 3):
        for _ in range(number):
            customers.party()
        with CaptureQueriesContext(connection) as asked:
            assert features.bring_up_to_date(wait=True)
        costs.append(len(asked))
    assert costs[0] == costs[1]


TREES = [
    TALKED,
    every({"trait": "talk", "op": "at_least", "value": 2}, {"trait": "city", "op": "is", "value": "Kiel"}),
    {"join": "any", "of": [{"never": "feedback.voted", "window": {"days": 90}}, {"trait": "agreed", "op": "any", "value": ["news:email"]}]},
    {"join": "none", "of": [{"segment": "s0"}, {"trait": "household", "op": "yes"}]},
]


def _act(dice, party):
    at = now() - timedelta(days=dice.choice([0, 29, 31, 91]))
    Interaction.objects.create(party=party, kind=dice.choice(worlds.KINDS), at=at)


def _state(dice, party):
    customer_actions.state_fact(party, "city", dice.choice(["Kiel", "Bonn"]), by=None, source=dice.choice(["staff", "import"]))


def _merge(dice, _party):
    roots = list(Party.objects.filter(alias=None, aliases=None))
    if len(roots) > 1:
        merge(*dice.sample(roots, 2))


def _part(dice, _party):
    if edges := list(PartyAlias.objects.values_list("edge_id", flat=True)):
        part(MergeEdge.objects.get(pk=dice.choice(edges)))


def _move_in(_dice, party):
    home = Party.objects.filter(kind="household").first() or customers.party(kind="household")
    if home != party:
        customer_actions.relate(party, "household_member", home, by=None)


def _speak(dice, party):
    Party.objects.filter(pk=party.pk).update(language=dice.choice(["de", "ar"]))


def _leave(_dice, party):
    Party.objects.filter(pk=party.pk).update(erased_at=now())


ACTS = [_act, _act, _act, _state, _merge, _part, _speak, _move_in, _leave, lambda _dice, _party: customers.party()]


def random_act(dice):
    """Something happens to somebody."""
    dice.choice(ACTS)(dice, dice.choice(list(Party.objects.all())))


def follows(seed, acts):
    dice = random.Random(seed)
    day = counting.site_today()
    with transaction.atomic():
        worlds.make(seed, people=6)
        made = [editing.create_segment(by=None, names={"en": f"S{n}"}, tree=tree, slug=f"s{n}") for n, tree in enumerate(TREES)]
        for _ in range(acts):
            random_act(dice)
            if dice.random() < 0.4:
                features.bring_up_to_date(dice.choice([1, 3, 500]), wait=True)
        features.drain()
        kept = sorted(PartyFeature.objects.values_list())
        world = naive.World(day)
        for segment, tree in zip(made, TREES, strict=True):
            assert members(segment) == world.ids(tree) == queries.ids(tree, day=day), tree
            assert Segment.objects.get(pk=segment.pk).size == len(world.ids(tree))
        assert features.count_anew(None, day) == 0
        assert sorted(PartyFeature.objects.values_list()) == kept
        keeping.follow(None, day)
        assert set(SegmentCheck.objects.values_list("missing", "surplus")) == {(0, 0)}
        transaction.set_rollback(True)


SAME = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@settings(SAME, max_examples=10)
@given(st.integers(0, 10**6), st.integers(1, 12))
def test_customer_by_customer_equals_everybody_at_once(seed, acts):
    follows(seed, acts)


@pytest.mark.slow
@settings(SAME, max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 40))
def test_customer_by_customer_equals_everybody_at_once_at_length(seed, acts):
    follows(seed, acts)
