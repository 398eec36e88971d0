"""Two editors set prices of one product at the same moment. With the control that shows what the lock prevents."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import QuerySet

from catalog.products import actions, queries
from catalog.products.actions import pricing
from catalog.products.models import Price
from tests.factories import products as make
from tests.races import one_writer_at_a_time, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def both_look_first(monkeypatch):
    """Each computes the lowest price before the other has written his, if nothing keeps him; the dear one writes last."""
    real, looked, cheap_is_done = queries.lowest_prices, threading.Barrier(2), threading.Event()

    def slow(*args):
        found = real(*args)
        try:
            looked.wait(1)
        except threading.BrokenBarrierError:
            return found
        if threading.current_thread().name == "dear":
            cheap_is_done.wait(10)
        return found

    monkeypatch.setattr(pricing.queries, "lowest_prices", slow)
    return cheap_is_done


def set_both(mill, monkeypatch):
    shop, cheap, dear = make.price_list(), make.variant(mill), make.variant(mill)
    cheap_is_done = both_look_first(monkeypatch)

    def set_dear():
        threading.current_thread().name = "dear"
        actions.set_price(dear, shop, Decimal(9))

    def set_cheap():
        try:
            actions.set_price(cheap, shop, Decimal(5))
        finally:
            cheap_is_done.set()

    assert together(set_dear, set_cheap) == [None, None]
    mill.refresh_from_db()
    return mill.price_from


def test_the_lowest_price_is_true_whoever_writes_last(monkeypatch):
    assert set_both(make.product("mill"), monkeypatch) == Decimal(5)


@one_writer_at_a_time
def test_without_the_lock_the_dear_price_would_be_shown_as_the_lowest(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self.all())
    assert set_both(make.product("mill"), monkeypatch) == Decimal(9)


def test_prices_of_overlapping_times_set_at_once_all_stand_and_the_newest_day_counts():
    one, shop = make.variant(make.product("mill")), make.price_list()
    days = [(None, None), (date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 6, 1), date(2026, 6, 30)), (date(2026, 6, 15), None)]
    jobs = [lambda n=n, span=span: actions.set_price(one, shop, Decimal(10 - n), valid_from=span[0], valid_to=span[1]) for n, span in enumerate(days)]
    assert {type(result) for result in together(*jobs)} == {Price}
    shown = [queries.current_prices([one.pk], shop, date(2026, *day))[one.pk].amount for day in ((2, 1), (6, 5), (7, 1))]
    assert shown == [Decimal(9), Decimal(8), Decimal(7)]


@pytest.mark.parametrize("day", [None, date(2026, 6, 1)])
def test_a_price_set_many_times_at_once_for_one_day_is_one_row(day):
    one, shop = make.variant(make.product("mill")), make.price_list()
    results = together(*(lambda n=n: actions.set_price(one, shop, Decimal(n), valid_from=day) for n in range(1, 6)))
    assert {type(result) for result in results} == {Price}
    assert Price.objects.get(variant=one).amount in {Decimal(n) for n in range(1, 6)}
