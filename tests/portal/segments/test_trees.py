"""What may stand in a tree: everything else is refused kindly, at its place, and no depth or length breaks anything."""

import json

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.customers.queries import features as counting
from portal.segments import queries, trees
from portal.segments.actions import editing
from portal.segments.models import Segment
from tests.factories.segments import every
from tests.portal.segments import worlds

pytestmark = pytest.mark.django_db
CITY = {"trait": "city", "op": "is", "value": "Kiel"}


def nested(depth):
    tree = CITY
    for number in range(depth):
        tree = {"join": ("all", "any", "none")[number % 3], "of": [tree]}
    return tree


def test_fifty_groups_deep_is_read_counted_and_told():
    tree = nested(50)
    assert queries.count(tree) == 0
    assert queries.ids(tree, day=counting.site_today()) == set()
    assert "Kiel" in queries.sentence(tree)
    assert len(queries.funnel(tree)[1]) == 51


@pytest.mark.parametrize("depth", [51, 500, 5000])
def test_deeper_is_refused_whatever_the_depth(depth):
    with pytest.raises(trees.TreeError, match="50 deep"):
        trees.parse(nested(depth))


def test_so_many_conditions_are_read_and_one_more_is_refused():
    node = {"did": "chat.sent", "op": "at_least", "count": 1}
    most = every(*({**node, "count": n + 1} for n in range(trees.MOST_CONDITIONS)))
    assert queries.count(most) == 0
    with pytest.raises(trees.TreeError, match="60 conditions"):
        trees.parse(every(*[node] * (trees.MOST_CONDITIONS + 1)))


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        ({"trait": "gone", "op": "is", "value": "x"}, "gone"),
        ({"trait": "city", "op": "at_least", "value": 3}, "how to compare"),
        ({"trait": "city", "op": "is", "value": ""}, "a text"),
        ({"trait": "city", "op": "is", "value": "x\x00"}, "one line"),
        ({"trait": "city", "op": "is", "value": "\ud800"}, "one line"),
        ({"trait": "city", "op": "is", "value": "x" * 10_000}, "at most"),
        ({"trait": "language", "op": "in", "value": ["xx"]}, "cannot be chosen"),
        ({"trait": "language", "op": "in", "value": []}, "at least one"),
        ({"trait": "acts", "op": "at_least", "value": 10**40}, "a number"),
        ({"trait": "acts", "op": "at_least", "value": "NaN"}, "a number"),
        ({"trait": "acts", "op": "between", "value": [3, 1]}, "smaller"),
        ({"trait": "joined", "op": "since", "value": "2026-02-30"}, "a day"),
        ({"trait": "joined", "op": "last_days", "value": 10**9}, "whole number"),
        ({"did": "nothing", "op": "at_least", "count": 1}, "what was done"),
        ({"did": "chat.sent", "op": "often", "count": 1}, "how to compare"),
        ({"did": "chat.sent", "op": "at_least", "count": -1}, "whole number"),
        ({"never": "chat.sent", "window": {"first": "2026-02-01", "last": "2026-01-01"}}, "before the first"),
        ({"never": "chat.sent", "window": {"weeks": 3}}, "time cannot be read"),
        ({"spent": "chat.sent", "op": "at_least", "amount": "1e400", "currency": "EUR"}, "a number"),
        ({"spent": "chat.sent", "op": "at_least", "amount": "1", "currency": "euro"}, "capital letters"),
        ({"segment": "gone"}, "no segment"),
        ({"join": "any", "of": []}, "empty"),
        ({"join": "some", "of": [CITY]}, "cannot be read"),
        ({}, "Choose a condition"),
        ([], "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_place(node, fault):
    with pytest.raises(trees.TreeError) as refusal:
        queries.parsed(every(CITY, node))
    assert list(refusal.value.faults) == [(1,)]
    assert fault in refusal.value.faults[(1,)]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["join", "of", "trait", "op", "value", "did", "count", "window", "never", "segment", "days"]), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(anything)
def test_any_json_is_a_tree_or_is_refused(raw):
    faults = {}
    try:
        tree = trees.parse(raw)
    except trees.TreeError as error:
        faults = error.faults
    assert faults or isinstance(tree, trees.Group)


def test_a_segment_may_not_ask_about_itself_by_way_of_others():
    first = editing.create_segment(by=None, names={"en": "First"}, tree=every())
    second = editing.create_segment(by=None, names={"en": "Second"}, tree=every({"segment": "first"}))
    with pytest.raises(trees.TreeError, match="First → Second → First"):
        editing.change_segment(first, by=None, names={"en": "First"}, tree=every({"segment": "second"}))
    with pytest.raises(trees.TreeError, match="Second → Second"):
        editing.change_segment(second, by=None, names={"en": "Second"}, tree=every({"segment": "second"}))
    assert Segment.objects.get(slug="first").tree == every()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(worlds.trees)
def test_every_tree_survives_being_stored_and_reads_as_a_sentence_in_every_language(tree):
    Segment.objects.get_or_create(slug="inner", defaults={"name": "Inner"})
    assert trees.parse(json.loads(json.dumps(tree))) == trees.parse(tree)
    for language in ("en", "de", "ar", "zh-hant"):
        with translation.override(language):
            assert queries.sentence(tree)


def test_sentences_read_as_their_trees_mean():
    tree = every(
        {"trait": "city", "op": "in", "value": ["Kiel", "Bonn"]},
        {"did": "chat.sent", "op": "at_least", "count": 2, "window": {"days": 90}},
        {"join": "none", "of": [{"trait": "login", "op": "yes"}, {"never": "feedback.voted"}]},
    )
    assert queries.sentence(tree, "en") == (
        "Customers for whom this is true: Town is “Kiel” or “Bonn”, “Sent a message” at least 2 times: in the last 90 days, and "
        "not (Can sign in: yes or never “Voted on an article”: at any time)."
    )
    assert queries.sentence(every(), "en") == "All customers."


def test_lists_are_joined_in_the_reader_s_language():
    tree = {"join": "any", "of": [{"trait": "phone", "op": "no"}, {"trait": "email", "op": "no"}]}
    assert " oder " in queries.sentence(tree, "de")
    assert " أو " in queries.sentence(tree, "ar")
    assert "或" in queries.sentence(tree, "zh-hant")
