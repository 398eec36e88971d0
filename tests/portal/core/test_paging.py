"""Keyset pages: forward, back, and whatever a cursor may hold."""

import base64
import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.products.models import Product
from portal.accounts.models import User
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


_STRANGE = [
    ["v", "abc"], ["v", 2**70], ["v", -(2**63) - 1], ["v", True], ["v", "\x00"], ["v", "\ud800"], ["v", None], ["v", []],
    ["n", "NaN"], ["n", "Infinity"], ["n", "1e999999"], ["n", "-1e-999"], ["n", "99999999999.99"], ["n", "9999999999.999"],
    ["d", "0001-01-01T00:00:00+14:00"], ["d", "9999-12-31T23:59:59-14:00"], ["d", "2020-01-01T00:00:00"], ["d", 7],
    ["o", "0001-01-01"], ["o", "9999-12-31"], ["u", "no"], ["u", 5], ["u", str(uuid.UUID(int=7))], ["x", 1],
]  # fmt: skip


@pytest.mark.parametrize("strange", _STRANGE, ids=str)
@pytest.mark.parametrize(
    ("model", "field"), [(User, "date_joined"), (User, "email"), (User, "pk"), (Product, "listed_on"), (Product, "order_price"), (DBTaskResult, "id")]
)
def test_a_cursor_may_hold_anything_of_any_type(model, field, strange):
    for kind in "ab":
        cursor = base64.urlsafe_b64encode(json.dumps([kind, [strange]]).encode()).decode().rstrip("=")
        assert keyset_page(model.objects.all(), [field], cursor=cursor).rows == []


def test_moments_and_uuids_page_too():
    moment = timezone.now()
    made = [
        DBTaskResult.objects.create(task_path="a.b", priority=0, args_kwargs={}, backend_name="default", finished_at=moment - timedelta(hours=n // 2))
        for n in range(5)
    ]
    seen, cursor = [], ""
    while True:
        page = keyset_page(DBTaskResult.objects.all(), ["-finished_at", "id"], cursor=cursor, size=2)
        seen += [row.pk for row in page]
        if not (cursor := page.after):
            break
    assert seen == [row.pk for row in sorted(made, key=lambda row: (-row.finished_at.timestamp(), row.pk))]
