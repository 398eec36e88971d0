"""The site's maps: for machines (sitemap.xml, one a kind of thing) and for people."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.utils import translation
from wagtail.models import Page

from catalog.products.models import Category, Product
from community.chat.models import Room
from knowledgebase.faq.models import Question
from knowledgebase.tutorials.models import Tutorial
from portal.core.i18n import LANGUAGE_NAMES
from portal.site.queries import VISITOR


class RecordSitemap(Sitemap):
    """Records with translated addresses: one entry a language, each naming the others."""

    limit = 2000

    def __init__(self, rows: QuerySet) -> None:
        self.rows = rows

    def items(self) -> list[tuple[Any, str]]:
        return [(row, code) for row in self.rows for code in LANGUAGE_NAMES]

    def location(self, item: tuple[Any, str]) -> str:
        row, code = item
        with translation.override(code):
            return row.get_absolute_url()


class PageSitemap(Sitemap):
    """Live, public Wagtail pages below the home pages."""

    limit = 2000

    def items(self) -> list[Page]:
        pages = Page.objects.live().public().filter(depth__gte=2).select_related("locale").order_by("path")
        return [page for page in pages if page.get_url()]

    def location(self, item: Page) -> str:
        return item.get_url() or "/"

    def lastmod(self, item: Page) -> Any:
        return item.last_published_at


def maps() -> dict[str, Sitemap]:
    """The sections of sitemap.xml, with what a visitor may see."""
    return {
        "pages": PageSitemap(),
        "categories": RecordSitemap(Category.objects.order_by("pk")),
        "products": RecordSitemap(Product.objects.visible_to(VISITOR).order_by("pk")),
        "answers": RecordSitemap(Question.objects.visible_to(VISITOR).order_by("pk")),
        "tutorials": RecordSitemap(Tutorial.objects.visible_to(VISITOR).order_by("pk")),
        "rooms": RecordSitemap(Room.objects.readable_by(VISITOR).order_by("pk")),
    }
