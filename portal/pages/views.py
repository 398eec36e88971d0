"""Finds the page of an address without walking down the tree for every request.

Wagtail asks two queries a level. Here the way once found is kept until content changes, a minute at most (a page that was moved
is announced by nobody), and the page comes in one query with what every page shows. All rights are checked by Wagtail as ever.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as serve_found

from portal.core.i18n import current_language
from portal.core.kept import kept

_SECONDS = 60
_WITH_EVERY_PAGE = ("locale", "picture", "topic")


class _UnkeptError(Exception):
    """The address leads nowhere, or to a page that answers several addresses itself."""


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's own view, told where the address leads."""
    page = _page_at(request, path)
    if page is not None:
        request._wagtail_route_for_request = RouteResult(page, [], {})  # noqa: SLF001 - where Wagtail itself keeps it
    return serve_found(request, path)


def _page_at(request: HttpRequest, path: str) -> Page | None:
    site = Site.find_for_request(request)
    if site is None:
        return None

    def found() -> tuple[type[Page], int]:
        route = Page.route_for_request(request, path)
        if route is None or list(route[1]) or dict(route[2]):
            raise _UnkeptError
        return type(route[0]), route[0].pk

    try:
        kind, pk = kept(f"route:{site.pk}:{current_language()}:{path}", found, _SECONDS)
    except _UnkeptError:
        return None
    known = {field.name for field in kind._meta.concrete_fields}
    rows: Any = kind.objects.select_related(*(name for name in _WITH_EVERY_PAGE if name in known))
    return rows.filter(pk=pk, live=True).first()
