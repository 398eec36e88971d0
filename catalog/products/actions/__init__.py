"""Every write of the catalogue."""

from catalog.products.actions.importing import Outcome, import_products
from catalog.products.actions.pricing import PriceError, refresh_all_prices, refresh_prices, set_price
from catalog.products.actions.publishing import catalogue_changed, follow_publication, publish_product, unpublish_product

__all__ = [
    "Outcome",
    "PriceError",
    "catalogue_changed",
    "follow_publication",
    "import_products",
    "publish_product",
    "refresh_all_prices",
    "refresh_prices",
    "set_price",
    "unpublish_product",
]
