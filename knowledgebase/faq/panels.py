"""The section that answers add to a product's page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog.products.models import Product
from knowledgebase.faq import queries


def answers_of(request: HttpRequest, product: Product) -> dict[str, Any] | None:
    """The answers that concern the product; None without any. Two queries."""
    found = queries.of_product(product, request.user, 6) if product.pk else []
    return {"title": _("Answers"), "template": "faq/_panel.html", "context": {"questions": found}} if found else None
