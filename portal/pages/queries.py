"""Reads that no single page owns."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from wagtail.models import Page, Site

from portal.core.i18n import current_language
from portal.core.pagecache import content_version
from portal.pages.models import NewsPage


def recent_news(limit: int = 3) -> list[NewsPage]:
    """The newest live posts in the active language, with what a card shows."""
    rows = NewsPage.objects.live().public().filter(locale__language_code=current_language())
    return list(rows.select_related("topic", "picture").order_by("-published_on", "-pk")[:limit])


def footer_pages() -> list[dict[str, Any]]:
    """[{'label', 'url'}] of the live pages shown in menus, in the active language; kept until content changes."""
    key = f"footer-pages:{current_language()}:{content_version()}"
    kept = cache.get(key)
    if kept is None:
        rows = Page.objects.live().public().in_menu().filter(locale__language_code=current_language()).order_by("path")
        kept = [{"label": page.title, "url": page.get_url() or "/"} for page in rows]
        cache.set(key, kept, 300)
    return kept


def site_name() -> str:
    """The name editors gave the default site, else the operator's SITE_NAME; kept until content changes."""
    key = f"site-name:{content_version()}"
    kept = cache.get(key)
    if kept is None:
        kept = Site.objects.filter(is_default_site=True).values_list("site_name", flat=True).first() or settings.WAGTAIL_SITE_NAME
        cache.set(key, kept, 300)
    return kept
