"""Keyset pages: forward, back, and whatever a cursor may hold."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.paging import keyset_page
from portal.topics.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topics():
    return [Topic.objects.create(code=f"t{n}", name_en=f"Topic {n}", slug_en=f"t{n}", position=n // 2) for n in range(7)]


def _codes(page):
    return [row.code for row in page]


def test_pages_follow_each_other_without_gap_or_double(topics):
    ordering, seen, cursor = ["position", "pk"], [], ""
    while True:
        page = keyset_page(Topic.objects.all(), ordering, cursor=cursor, size=3)
        seen += _codes(page)
        cursor = page.after
        if not cursor:
            break
    assert seen == [topic.code for topic in topics]


def test_going_back_shows_the_page_before(topics):
    ordering = ["-position", "-pk"]
    first = keyset_page(Topic.objects.all(), ordering, size=3)
    second = keyset_page(Topic.objects.all(), ordering, cursor=first.after, size=3)
    assert _codes(keyset_page(Topic.objects.all(), ordering, cursor=second.before, size=3)) == _codes(first)
    assert first.before == ""


def test_a_row_added_in_front_moves_nothing(topics):
    first = keyset_page(Topic.objects.all(), ["position", "pk"], size=3)
    Topic.objects.create(code="new", name_en="New", slug_en="new", position=0)
    second = keyset_page(Topic.objects.all(), ["position", "pk"], cursor=first.after, size=3)
    assert _codes(second) == ["t3", "t4", "t5"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=80))
def test_a_damaged_cursor_gives_the_first_page(topics, cursor):
    assert _codes(keyset_page(Topic.objects.all(), ["position", "pk"], cursor=cursor, size=2)) == ["t0", "t1"]


@pytest.mark.parametrize("size", [1, 3, 7, 20])
def test_every_page_is_one_query(topics, size, django_assert_num_queries):
    with django_assert_num_queries(1):
        keyset_page(Topic.objects.all(), ["position", "pk"], size=size)
