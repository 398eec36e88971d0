"""Reads that no single page owns."""

from typing import Any

from django.conf import settings
from wagtail.models import Page, Site

from portal.core.i18n import current_language
from portal.core.kept import kept
from portal.pages.models import NewsPage


def recent_news(limit: int = 3) -> list[NewsPage]:
    """The newest live posts in the active language, with what a card shows."""
    rows = NewsPage.objects.live().public().filter(locale__language_code=current_language())
    return list(rows.select_related("topic", "picture").order_by("-published_on", "-pk")[:limit])


def footer_pages() -> list[dict[str, Any]]:
    """[{'label', 'url'}] of the live pages shown in menus, in the active language; kept until content changes."""

    def read() -> list[dict[str, Any]]:
        rows = Page.objects.live().public().in_menu().filter(locale__language_code=current_language()).order_by("path")
        return [{"label": page.title, "url": page.get_url() or "/"} for page in rows]

    return kept(f"footer-pages:{current_language()}", read, 300)


def site_name() -> str:
    """The name editors gave the default site, else the operator's SITE_NAME; kept until content changes."""
    names = Site.objects.filter(is_default_site=True).values_list("site_name", flat=True)
    return kept("site-name", lambda: names.first() or settings.WAGTAIL_SITE_NAME, 300)
