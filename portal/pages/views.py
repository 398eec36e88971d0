"""Finds the page of an address without walking down the tree for every request.

Wagtail asks two queries a level, and the site's row besides. Here the way once found, the page and the site are kept until content
changes, a minute at most. One query a request makes sure that the page is still there and live, and whether anything on this site
is private; where something is, Wagtail decides as ever.
"""

from copy import copy
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, PageViewRestriction, Site, get_page_models
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
        straight = _straight(site, path)
        if straight is not None:
            return straight
        route = Page.route_for_request(request, path)
        if route is None or list(route[1]) or dict(route[2]):
            raise _UnkeptError
        return _whole(type(route[0]), route[0].pk)

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


def _straight(site: Site, path: str) -> Page | None:
    """The live page whose own address this is, in the active language; None where Wagtail has to walk."""
    parts = [part for part in path.split("/") if part]
    roots = [one.root_path for one in Site.get_site_root_paths() if (one.site_id, one.language_code) == (site.pk, current_language())]
    if not parts or not roots or not _all_routes_are_plain():
        return None
    address = roots[0] + "".join(f"{part}/" for part in parts)
    found = Page.objects.filter(slug=parts[-1], url_path=address, live=True).order_by().values_list("pk", "content_type").first()
    kind = ContentType.objects.get_for_id(found[1]).model_class() if found else None
    return _whole(kind, found[0]) if kind and found else None


@cache
def _all_routes_are_plain() -> bool:
    """Whether no kind of page here answers addresses in a way of its own."""
    return all(model.route is Page.route for model in get_page_models())


def _whole(kind: type[Page], pk: int) -> Page:
    """The page as its own kind, with what every page shows."""
    known = {field.name for field in kind._meta.concrete_fields}
    rows: Any = kind.objects.select_related(*(name for name in _WITH_EVERY_PAGE if name in known))
    return rows.get(pk=pk)
