"""What the footer of every page shows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.pages import queries


def footer(request: HttpRequest) -> dict[str, Any]:
    """`footer_pages` and `site_name` (the name editors gave the site), read only when a template asks."""
    return {"footer_pages": SimpleLazyObject(queries.footer_pages), "site_name": SimpleLazyObject(queries.site_name)}
