"""Showing and hiding products. Wagtail's own buttons end here too, through its `published` signals (receivers.py)."""

from typing import Any

from django.db import transaction

from catalog.products.actions.pricing import refresh_prices
from catalog.products.models import Product
from portal.core import pagecache


@transaction.atomic
def publish_product(product: Product, *, by: Any = None) -> None:
    """Make the product's latest version visible to everybody; with history. Publishing twice changes nothing more."""
    revision = product.get_latest_revision() if product.has_unpublished_changes else None
    (revision or product.save_revision(user=by)).publish(user=by)
    product.refresh_from_db()


@transaction.atomic
def unpublish_product(product: Product, *, by: Any = None) -> None:
    """Hide the product from everybody but editors; its address then answers 404."""
    product.unpublish(user=by)
    product.refresh_from_db()


@transaction.atomic
def follow_publication(product: Product) -> None:
    """What follows whenever a product was published or hidden: its price of today, and pages made anew."""
    refresh_prices([product.pk])
    pagecache.content_changed()


def catalogue_changed() -> None:
    """Say that something visitors see was changed: a category, an attribute, a price list."""
    pagecache.content_changed()
