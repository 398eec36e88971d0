"""The section that tutorials add to a product's page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog.products.models import Product
from knowledgebase.tutorials import queries


def tutorials_of(request: HttpRequest, product: Product) -> dict[str, Any] | None:
    """The tutorials that concern the product; None without any. Three queries."""
    found = queries.of_product(product, request.user, 4) if product.pk else []
    return {"title": _("Tutorials"), "template": "tutorials/_panel.html", "context": {"tutorials": found}} if found else None
