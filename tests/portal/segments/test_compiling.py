"""The one SQL statement of a tree finds whom a plain evaluation by hand finds."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.customers.queries import features as counting
from portal.segments import queries
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
