"""The one SQL statement of a tree finds whom a plain evaluation by hand finds."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.customers.models import PartyFact
from portal.customers.queries import features as counting
from portal.segments import queries
from tests.factories import customers
from tests.factories.segments import every
from tests.portal.segments import naive, worlds

pytestmark = pytest.mark.django_db
SAME = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def equal(seed, drawn):
    day = counting.site_today()
    with transaction.atomic():
        worlds.make(seed)
        world = naive.World(day)
        for tree in drawn:
            assert queries.ids(tree, day=day) == world.ids(tree), tree
            some = sorted(world.people)[:5]
            assert queries.ids(tree, party_ids=some, day=day) == world.ids(tree) & set(some), tree
            total, found = queries.funnel(tree, day=day)
            assert (total, found[()].alone) == (len(world.people), len(world.ids(tree)))
        transaction.set_rollback(True)


@settings(SAME, max_examples=25)
@given(st.integers(0, 10**6), st.lists(worlds.trees, min_size=2, max_size=3))
def test_sql_finds_whom_a_plain_evaluation_finds(seed, drawn):
    equal(seed, drawn)


@pytest.mark.slow
@settings(SAME, max_examples=500)
@given(st.integers(0, 10**6), st.lists(worlds.trees, min_size=1, max_size=4))
def test_sql_finds_whom_a_plain_evaluation_finds_at_length(seed, drawn):
    equal(seed, drawn)


@pytest.mark.parametrize("op", ["any", "every", "none"])
@pytest.mark.parametrize("value", worlds.STRAY_OWNED, ids=str)
def test_whatever_was_stated_of_a_list_is_counted(value, op):
    day = counting.site_today()
    for stated in (value, [{"product": "milk-jug"}]):
        PartyFact.objects.create(party=customers.party(), attribute="owns", value=stated, source="import")
    for asked in (["milk-jug"], ["7", "milk-jug"]):
        tree = every({"trait": "owns", "op": op, "value": asked})
        assert queries.ids(tree, day=day) == naive.World(day).ids(tree)


@pytest.mark.parametrize("op", ["known", "unknown", "contains"])
@pytest.mark.parametrize("slug", ["city", "birth_date", "country"])
def test_whatever_was_stated_of_one_value_is_counted(slug, op):
    if op == "contains" and slug != "city":
        op, asked = ("since", "1999-01-01") if slug == "birth_date" else ("in", ["DE"])
    else:
        asked = "e"
    day = counting.site_today()
    for value in worlds.STRAY:
        PartyFact.objects.create(party=customers.party(), attribute=slug, value=value, source="import")
    tree = every({"trait": slug, "op": op, "value": asked})
    assert queries.ids(tree, day=day) == naive.World(day).ids(tree)
