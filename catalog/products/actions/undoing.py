"""What products, variants and prices were before an import, and how they become that again."""

from collections.abc import Iterable
from typing import Any

from django.core import serializers
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from catalog.products.actions.pricing import refresh_prices
from catalog.products.actions.publishing import catalogue_changed
from catalog.products.models import Price, Product, Variant
from portal.search import actions as search

_MOVING = {"price_from", "order_price", "updated_at", "latest_revision", "live_revision", "first_published_at", "last_published_at"}
"""What changes by itself and is no part of what a list says."""


def pictured(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """By code, the product as the database holds it now: {'product': …, 'variants': {pk: …}, 'prices': {pk: …}}; plain JSON."""
    products = list(Product.objects.filter(code__in=list(codes)))
    variants = list(Variant.objects.filter(product__in=products))
    prices = list(Price.objects.filter(variant__in=variants))
    owner = {one.pk: one.product_id for one in variants}
    rows = zip(products, _plain(products), strict=True)
    found = {one.pk: {"product": {str(one.pk): row}, "variants": {}, "prices": {}} for one, row in rows}
    for one, row in zip(variants, _plain(variants), strict=True):
        found[one.product_id]["variants"][str(one.pk)] = row
    for price, row in zip(prices, _plain(prices), strict=True):
        found[owner[price.variant_id]]["prices"][str(price.pk)] = row
    return {one.code: found[one.pk] for one in products}


def _plain(rows: list[Any]) -> list[dict[str, Any]]:
    written = serializers.serialize("python", rows)
    return [{name: _json(value) for name, value in row["fields"].items() if name not in _MOVING} for row in written]


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, float, str, list)) else str(value)


def take_back_product(code: str, *, before: dict[str, Any], after: dict[str, Any], by: Any) -> str:
    """Make the product what it was before an import; '' when done, else why it stays as it is."""
    with transaction.atomic():
        product = Product.objects.select_for_update().filter(code=code).first()
        if product is None:
            return ""
        if pictured([code])[code] != after:
            return _("It has been changed since.")
        if not before:
            return _remove(product)
        for model, part in ((Price, "prices"), (Variant, "variants")):
            made = set(after[part]) - set(before[part])
            model._default_manager.filter(pk__in=made).delete()
        for model, part in ((Product, "product"), (Variant, "variants"), (Price, "prices")):
            _restore(model, before[part])
        refresh_prices([product.pk])
        search.queue_changes(Product, [product.pk])
        catalogue_changed()
    return ""


def _remove(product: Product) -> str:
    try:
        with transaction.atomic():
            number = product.pk
            product.delete()
            search.queue_changes(Product, [number])
            catalogue_changed()
    except ProtectedError:
        return _("Something stands on this product already.")
    return ""


def _restore(model: type[Any], rows: dict[str, dict[str, Any]]) -> None:
    records = [{"model": model._meta.label_lower, "pk": pk, "fields": fields} for pk, fields in rows.items()]
    for record in serializers.deserialize("python", records):
        names = [field.name for field in model._meta.concrete_fields if field.name in rows[str(record.object.pk)]]
        record.object.save(update_fields=names)
        for name, values in (record.m2m_data or {}).items():
            getattr(model._default_manager.get(pk=record.object.pk), name).set(values)
