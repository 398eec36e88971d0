"""Reads that no single page owns."""

from typing import Any

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction, Site

from portal.core.i18n import current_language
from portal.core.kept import kept
from portal.pages.models import NewsPage
from portal.pages.models.news import for_cards


def find_site(request: HttpRequest) -> Site | None:
    """The site of this request, with the addresses of all sites' roots, both where Wagtail looks for them."""
    host = f"{request.get_host()}:{request.get_port()}"
    request._wagtail_site = kept(f"site:{host}", lambda: Site.find_for_request(request), 60)  # noqa: SLF001 - where Wagtail keeps it
    request._wagtail_cached_site_root_paths = kept("site-roots", Site.get_site_root_paths, 60)  # noqa: SLF001 - same
    return request._wagtail_site  # noqa: SLF001 - same


def for_everybody(pages: Any) -> Any:
    """Those of the pages that stand in no private section: as Wagtail's `public()`, in the statement that reads them."""
    path = ExpressionWrapper(OuterRef("path"), CharField())
    return pages.exclude(Exists(PageViewRestriction.objects.alias(shown=path).filter(shown__startswith=F("page__path"))))


def recent_news(limit: int = 3) -> list[NewsPage]:
    """The newest live posts in the active language, with what a card shows."""
    rows = for_everybody(NewsPage.objects.live()).filter(locale__language_code=current_language())
    return list(for_cards(rows).order_by("-published_on", "-pk")[:limit])


def footer_pages() -> list[dict[str, Any]]:
    """[{'label', 'url'}] of the live pages shown in menus, in the active language; kept until content changes."""

    def read() -> list[dict[str, Any]]:
        rows = for_everybody(Page.objects.live().in_menu()).filter(locale__language_code=current_language()).order_by("path")
        return [{"label": page.title, "url": page.get_url() or "/"} for page in rows]

    return kept(f"footer-pages:{current_language()}", read, 300)


def site_name() -> str:
    """The name editors gave the default site, else the operator's SITE_NAME; kept until content changes."""

    def read() -> str:
        return Site.objects.filter(is_default_site=True).values_list("site_name", flat=True).first() or settings.WAGTAIL_SITE_NAME

    return kept("site-name", read, 300)
