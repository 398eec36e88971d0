"""News: an index and its posts."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from modeltranslation.settings import AVAILABLE_LANGUAGES
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from portal.core.clock import today
from portal.core.i18n import column
from portal.core.paging import cursor_of, keyset_page
from portal.pages.blocks import TextBlocks
from portal.pages.models.base import BasePage
from portal.topics.models import Topic


class NewsIndexPage(BasePage):
    """The list of posts, newest first."""

    subpage_types: ClassVar = ["pages.NewsPage"]
    template = "pages/news_index.html"

    class Meta:
        verbose_name = _("news list")

    def posts(self) -> models.QuerySet["NewsPage"]:
        """The live posts below this list, newest first, with what a card shows."""
        return for_cards(NewsPage.objects.child_of(self).live().public()).order_by("-published_on", "-pk")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        posts = self.posts()
        code = request.GET.get("topic", "")[:60]
        topics = list(Topic.objects.filter(pk__in=NewsPage.objects.child_of(self).live().values("topic")).order_by("position", "pk"))
        chosen = next((topic for topic in topics if topic.code == code), None)
        if chosen:
            posts = posts.filter(topic=chosen)
        cursor = cursor_of(request)
        page_of_posts = keyset_page(posts, ["-published_on", "-pk"], cursor=cursor, size=12)
        return super().get_context(request, *args, **kwargs) | {"posts": page_of_posts, "topics": topics, "chosen": chosen}


def for_cards(posts: models.QuerySet["NewsPage"]) -> models.QuerySet["NewsPage"]:
    """The posts with what their cards show, and without the rest of the row."""
    topic = [f"topic__{column('name', code)}" for code in AVAILABLE_LANGUAGES]
    shown = ["title", "url_path", "published_on", "summary", "picture", "topic__name", *topic]
    return posts.select_related("topic", "picture").only(*shown)


class NewsPage(BasePage):
    """One post."""

    published_on = models.DateField(_("date"), default=today)
    author = models.CharField(_("author"), max_length=120, blank=True)
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("topic"))
    body = StreamField(TextBlocks(), blank=True, verbose_name=_("text"))
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("published_on"), FieldPanel("author"), FieldPanel("topic")], heading=_("About the post")),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar = ["pages.NewsIndexPage"]
    subpage_types: ClassVar = []
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "pages/news.html"

    class Meta:
        verbose_name = _("news post")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"more": SimpleLazyObject(self._more)}

    def _more(self) -> list["NewsPage"]:
        """The newest other posts, as cards; read only when the part that shows them is not kept."""
        others = NewsPage.objects.sibling_of(self, inclusive=False).live().public()
        return list(for_cards(others).order_by("-published_on", "-pk")[:3])
