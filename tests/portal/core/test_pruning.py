"""Old rows go in lots; whatever cuts it off, the next night goes on."""

from datetime import timedelta

import pytest

from portal.core import pruning
from portal.core.clock import now
from portal.core.schedules import schedules
from portal.search.models import SearchChange

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_lots(monkeypatch):
    monkeypatch.setattr(pruning, "AT_ONCE", 2)


def made(*ages):
    SearchChange.objects.all().delete()
    for number, days in enumerate(ages):
        SearchChange.objects.create(label="faq.question", object_id=str(number), queued_at=now() - timedelta(days=days))
    return SearchChange.objects.filter(queued_at__lt=now() - timedelta(days=10))


def left():
    return set(SearchChange.objects.values_list("object_id", flat=True))


def test_what_is_older_goes_and_what_is_younger_stays():
    assert pruning.forget(made(11, 3, 12, 13, 9, 400, 14)) == 5
    assert left() == {"1", "4"}


def test_a_lot_asks_twice_however_much_there_is(django_assert_num_queries):
    rows = made(*range(20, 27))
    with django_assert_num_queries(9):  # four lots found and deleted, and nothing more found
        assert pruning.forget(rows) == 7


def test_cut_off_between_two_lots_it_goes_on_the_next_time(monkeypatch):
    rows, whole, calls = made(*range(20, 27), 3), SearchChange.objects.all().__class__._raw_delete, []

    def cut_off(queryset, using):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return whole(queryset, using)

    monkeypatch.setattr(type(rows), "_raw_delete", cut_off)
    with pytest.raises(KeyboardInterrupt):
        pruning.forget(rows)
    assert len(left()) == 4
    assert pruning.forget(rows) == 3
    assert (left(), pruning.forget(rows)) == ({"7"}, 0)


def test_what_came_into_use_since_it_was_found_stays(monkeypatch):
    rows, whole = made(20, 21), SearchChange.objects.all().__class__._raw_delete

    def just_used(queryset, using):
        SearchChange.objects.filter(object_id="1").update(queued_at=now())
        return whole(queryset, using)

    monkeypatch.setattr(type(rows), "_raw_delete", just_used)
    assert pruning.forget(rows) == 1
    assert left() == {"1"}


@pytest.mark.parametrize(
    "name",
    ["accounts.sessions", "accounts.browsers", "campaigns.forget_visits", "messaging.forget_events", "segments.forget", "customers.forget_contacts"],
)
def test_it_is_done_every_night(name):
    assert schedules[name].at is not None
