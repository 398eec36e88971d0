"""News as RSS 2.0 and Atom 1.0, one feed a language."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.timezone import datetime, get_current_timezone
from django.utils.translation import gettext as _

from portal.core.i18n import current_language
from portal.pages import queries
from portal.pages.models import NewsPage


class NewsRss(Feed):
    """The twenty newest posts of the language in the address."""

    feed_type = Rss201rev2Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpRequest:
        return request

    def title(self) -> str:
        return _("News")

    description = title

    def link(self, obj: HttpRequest) -> str:
        return reverse("home")

    def language(self) -> str:
        return current_language()

    def feed_url(self, obj: HttpRequest) -> str:
        return obj.path

    def items(self) -> list[NewsPage]:
        return queries.recent_news(limit=20)

    def item_title(self, item: NewsPage) -> str:
        return item.title

    def item_description(self, item: NewsPage) -> str:
        return item.summary

    def item_link(self, item: NewsPage) -> str:
        return item.get_url() or "/"

    def item_pubdate(self, item: NewsPage) -> datetime:
        day = item.published_on
        return datetime(day.year, day.month, day.day, 9, tzinfo=get_current_timezone())

    def item_author_name(self, item: NewsPage) -> str:
        return item.author


class NewsAtom(NewsRss):
    feed_type = Atom1Feed
    subtitle = NewsRss.description
