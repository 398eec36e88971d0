"""robots.txt, sitemap.xml, and the site map for people."""

from django.conf import settings
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.models import Page

from catalog.products.models import Category
from community.chat.models import Room
from portal.core.i18n import current_language
from portal.core.pagecache import visitor_page
from portal.site import sitemaps
from portal.site.queries import VISITOR
from portal.topics.models import Topic


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything public but the staff's pages, personal pages and search results."""
    closed = ["/desk/", "/cms/", *(f"/{code}/{part}/" for code, _name in settings.LANGUAGES for part in ("me", "accounts", "search"))]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap_index(request: HttpRequest) -> HttpResponse:
    return sitemap_views.index(request, sitemaps.maps(), sitemap_url_name="sitemap_section")


def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """One section; 404 for a name or page that is not there."""
    return sitemap_views.sitemap(request, sitemaps.maps(), section=section)


@visitor_page
def site_map(request: HttpRequest) -> HttpResponse:
    """Everything at a glance: shelves, topics, rooms, pages."""
    pages = Page.objects.live().public().filter(locale__language_code=current_language(), depth__in=(3, 4)).order_by("path")
    context = {
        "shelves": Category.objects.order_by("position", "pk"),
        "topics": Topic.objects.order_by("position", "pk"),
        "rooms": Room.objects.readable_by(VISITOR).order_by("position", "pk")[:60],
        "pages": [{"title": page.title, "url": page.get_url(request)} for page in pages[:80]],
    }
    return render(request, "site/site_map.html", context)
