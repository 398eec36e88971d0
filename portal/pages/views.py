"""Finds the page of an address without walking down the tree for every request.

Wagtail asks two queries a level, and the site's row besides. Here the way once found, the page and the site are kept until content
changes, a minute at most. One query a request makes sure that the page is still there and live, and whether anything on this site
is private; where something is, Wagtail decides as ever.
"""

from copy import copy
from typing import Any

from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult
from wagtail.views import serve as serve_found

from portal.core.i18n import current_language
from portal.core.kept import kept
from portal.pages import queries

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
    site = queries.find_site(request)
    if site is None:
        return None

    def found() -> Page:
        route = Page.route_for_request(request, path)
        if route is None or list(route[1]) or dict(route[2]):
            raise _UnkeptError
        kind = type(route[0])
        known = {field.name for field in kind._meta.concrete_fields}
        rows: Any = kind.objects.select_related(*(name for name in _WITH_EVERY_PAGE if name in known))
        return rows.get(pk=route[0].pk)

    try:
        page = kept(f"route:{site.pk}:{current_language()}:{path}", found, _SECONDS)
    except _UnkeptError:
        return None
    something_private = Exists(PageViewRestriction.objects.all())
    rows = Page.objects.filter(pk=page.pk, live=True).order_by()
    still = rows.annotate(something_private=something_private).values_list("something_private", flat=True)
    for is_private in still:
        own = copy(page)  # the kept one is shared
        if not is_private:
            own._restrictions = []  # noqa: SLF001 - what BasePage remembers
        return own
    return None
