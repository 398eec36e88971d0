"""Sections that upper apps add to the product page: answers, tutorials, rooms.

In an upper app's hooks.py:

    from catalog.products import panels
    panels.registry.add("faq", answers_of)

`answers_of(request, product)` returns {"title": …, "template": …, "context": {…}} or None for nothing to show; the template
gets the context and `product`. It may ask the database a few times, never once a row, and must not show anything that is
not for every visitor: the page is kept for all.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from catalog.products.models import Product
from portal.core.registry import Registry

Build = Callable[[HttpRequest, Product], dict[str, Any] | None]
registry: Registry[Build] = Registry("product panels")


def sections(request: HttpRequest, product: Product) -> list[dict[str, Any]]:
    """The sections of a product's page, in the order of the apps."""
    made = (build(request, product) for build in registry)
    return [one for one in made if one]
