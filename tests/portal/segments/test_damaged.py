"""Segments that were never saved by the page: a circle that is in the table, a tree deeper than any, are read without end or fault."""

import pytest

from portal.segments import queries, trees
from portal.segments.actions import editing, keeping
from portal.segments.enums import Because
from portal.segments.models import Segment
from portal.segments.trees import TreeError
from tests.factories import customers

pytestmark = pytest.mark.django_db


def asking(name):
    return {"join": "all", "of": [{"segment": name}]}


@pytest.fixture
def circle():
    """Two segments that ask about each other, as a restored table might hold them."""
    one = editing.create_segment(by=None, names={"en": "One"}, tree={"join": "all", "of": []})
    two = editing.create_segment(by=None, names={"en": "Two"}, tree=asking("one"))
    Segment.objects.filter(pk=one.pk).update(tree=asking("two"))
    one.refresh_from_db()
    return one, two


def test_a_circle_in_the_table_is_counted_told_and_ordered_without_end(circle):
    customers.party()
    for one in circle:
        assert queries.count(one.tree) == 0
        assert queries.sentence(one.tree)
        assert queries.funnel(one.tree)
    assert {segment.slug for segment, _tree in queries.in_order(Segment.objects.all())} == {"one", "two"}
    assert {one.slug for one in queries.asked_by("one")} == {"two"}


def test_a_circle_in_the_table_is_kept_up_to_date_without_end(circle):
    customers.party()
    for one in circle:
        keeping.rebuild_with_followers(one, because=Because.CHECK)
    assert queries.circle("one", trees.parse(asking("two"))) == ["one", "two", "one"]


def test_a_tree_deeper_than_any_in_the_table_harms_no_other_segment():
    good = editing.create_segment(by=None, names={"en": "Good"}, tree={"join": "all", "of": []})
    bad = editing.create_segment(by=None, names={"en": "Bad"}, tree={"join": "all", "of": []})
    tree = {"join": "all", "of": []}
    for _n in range(300):
        tree = {"join": "any", "of": [tree]}
    Segment.objects.filter(pk=bad.pk).update(tree=tree)
    with pytest.raises(TreeError):
        queries.count(Segment.objects.get(pk=bad.pk).tree)
    assert [segment.slug for segment, _tree in queries.in_order(Segment.objects.all())] == [good.slug]
