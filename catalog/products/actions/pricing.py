"""Prices, and the lowest of them that cards and lists show."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.products import queries
from catalog.products.models import UNPRICED, Price, PriceList, Product, Variant
from portal.core import pagecache
from portal.core.money import rounded


class PriceError(Exception):
    """The amount is no price; the message says why, in the reader's language."""


def checked_amount(amount: Decimal, currency: str) -> Decimal:
    """`amount` at the currency's precision. Raises PriceError when it is negative, no number, or too large."""
    if not amount.is_finite():
        raise PriceError(_("That is not a number."))
    if amount < 0:
        raise PriceError(_("A price cannot be negative."))
    if amount >= UNPRICED:
        raise PriceError(_("That price is too large."))
    return rounded(amount, currency)


@transaction.atomic
def set_price(
    variant: Variant,
    price_list: PriceList,
    amount: Decimal,
    *,
    by: Any = None,
    compare_at: Decimal | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Price:
    """Set what a variant costs on a list from a day on (None: always), replacing the price of that same day.

    Keeps the product's lowest price true. Raises PriceError; then nothing has changed.
    """
    amount = checked_amount(amount, price_list.currency)
    before = None if compare_at is None else checked_amount(compare_at, price_list.currency)
    Product.objects.select_for_update().get(pk=variant.product_id)
    price, _new = Price.objects.update_or_create(
        price_list=price_list,
        variant=variant,
        valid_from=valid_from,
        defaults={"amount": amount, "compare_at": before, "valid_to": valid_to},
    )
    refresh_prices([variant.product_id])
    pagecache.content_changed()
    return price


@transaction.atomic
def refresh_prices(products: Iterable[int], *, on: date | None = None) -> int:
    """Bring `price_from` of products (by id) up to the prices of today; returns how many changed."""
    locked = list(Product.objects.select_for_update().filter(pk__in=list(products)).order_by("pk").only("pk", "price_from", "order_price"))
    lowest = queries.lowest_prices([one.pk for one in locked], on)
    changed = []
    for one in locked:
        price = lowest.get(one.pk)
        if one.price_from != price or one.order_price != (UNPRICED if price is None else price):
            one.price_from, one.order_price = price, UNPRICED if price is None else price
            changed.append(one)
    Product.objects.bulk_update(changed, ["price_from", "order_price"], batch_size=500)
    if changed:
        pagecache.content_changed()
    return len(changed)


def refresh_all_prices(*, on: date | None = None) -> int:
    """As `refresh_prices` for every product, a thousand at a time: after a change of lists, and each night for prices that begin or end."""
    changed, last = 0, 0
    while pks := list(Product.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:1000]):
        changed += refresh_prices(pks, on=on)
        last = pks[-1]
    return changed
