"""Prices: which counts today, what cards show, and what the database refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from catalog.products import actions, queries
from catalog.products.models import UNPRICED, Price, PriceList, Product
from portal.core.pagecache import content_version
from tests.factories import products as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill():
    return make.product("mill")


def test_the_newest_price_that_has_begun_counts(mill):
    one, shown = make.variant(mill), make.price_list()
    for amount, begins in [("10", None), ("9", date(2026, 1, 1)), ("8", date(2026, 6, 1))]:
        actions.set_price(one, shown, Decimal(amount), valid_from=begins)
    days = {day: queries.current_prices([one.pk], shown, day)[one.pk].amount for day in [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 1)]}
    assert days == {date(2025, 12, 31): Decimal(10), date(2026, 1, 1): Decimal(9), date(2026, 6, 1): Decimal(8)}


def test_a_price_that_has_ended_gives_way_to_the_one_below(mill):
    one, shown = make.variant(mill), make.price_list()
    actions.set_price(one, shown, Decimal(10))
    actions.set_price(one, shown, Decimal(8), valid_from=date(2026, 6, 1), valid_to=date(2026, 6, 30))
    assert queries.current_prices([one.pk], shown, date(2026, 7, 1))[one.pk].amount == Decimal(10)


def test_setting_a_price_keeps_the_lowest_true_and_shows_it(mill, django_capture_on_commit_callbacks):
    cheap, dear = make.variant(mill), make.variant(mill)
    before = content_version()
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_price(dear, make.price_list(), Decimal("12.345"))
        actions.set_price(cheap, make.price_list(), Decimal(7))
    mill.refresh_from_db()
    assert (mill.price_from, mill.order_price) == (Decimal(7), Decimal(7))
    assert Price.objects.get(variant=dear).amount == Decimal("12.35")
    assert content_version() > before


def test_prices_of_other_lists_and_of_variants_not_offered_do_not_count(mill):
    hidden, one = make.variant(mill, active=False), make.variant(mill)
    actions.set_price(hidden, make.price_list(), Decimal(1))
    actions.set_price(one, make.price_list("partners"), Decimal(2))
    mill.refresh_from_db()
    assert (mill.price_from, mill.order_price) == (None, UNPRICED)


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity", "9999999999.99"])
def test_what_is_no_price_is_refused_and_nothing_changes(mill, amount):
    one = make.variant(mill, price="10")
    with pytest.raises(actions.PriceError):
        actions.set_price(one, make.price_list(), Decimal(amount))
    assert Price.objects.get().amount == Decimal(10)


def test_the_same_day_has_one_price(mill):
    one = make.variant(mill, price="10")
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.create(price_list=make.price_list(), variant=one, amount=5)
    actions.set_price(one, make.price_list(), Decimal(5))
    assert [p.amount for p in Price.objects.all()] == [Decimal(5)]


def test_the_database_knows_one_default_list_and_no_negative_price(mill):
    one = make.variant(mill, price="10")
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceList.objects.create(code="b", name="B", currency="EUR", is_default=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.update(amount=-1)
    assert one.prices.get().amount == Decimal(10)


def test_yen_have_no_cents(mill):
    shown = make.price_list("tokyo", currency="JPY")
    assert actions.set_price(make.variant(mill), shown, Decimal("1234.5")).amount == Decimal(1235)


def test_the_night_brings_lists_up_to_the_new_day(mill):
    one = make.variant(mill, price="10")
    Price.objects.create(price_list=make.price_list(), variant=one, amount=8, valid_from=date(2026, 6, 1))
    assert actions.refresh_all_prices(on=date(2026, 6, 1)) == 1
    assert actions.refresh_all_prices(on=date(2026, 6, 1)) == 0
    assert Product.objects.get().price_from == Decimal(8)


def test_publishing_and_taking_off_through_the_actions(client, mill):
    actions.unpublish_product(mill)
    assert client.get("/en/shop/mill/").status_code == 404
    actions.publish_product(mill)
    assert client.get("/en/shop/mill/").status_code == 200
    assert mill.revisions.count() == 1
