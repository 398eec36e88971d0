"""The base of every Wagtail page of ours."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modeltranslation.settings import DEFAULT_LANGUAGE
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from portal.core.kept import kept
from portal.core.pagecache import mark_visitor_page
from portal.core.text import direction_of
from portal.pages.models.images import PortalImage


class BasePage(Page):
    """What every page has: a summary, a picture, its other languages, and whether its source has moved on since."""

    summary = models.TextField(_("summary"), blank=True, max_length=400, help_text=_("One or two sentences for lists, search and feeds."))
    picture = models.ForeignKey(PortalImage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture"))
    translated_from_at = models.DateTimeField(null=True, blank=True, editable=False)
    """For a translation: the source's `last_published_at` that this text follows; None for a source."""

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("picture")]
    show_in_menus_default = False

    class Meta:
        abstract = True

    @cached_property
    def siblings(self) -> list[Page]:
        """This page in its live languages, itself included, with what their addresses are made of; one query."""
        rows = Page.objects.filter(translation_key=self.translation_key, live=True).select_related("locale").order_by("pk")
        return list(rows.only("url_path", "last_published_at", "locale__language_code"))

    @cached_property
    def is_stale(self) -> bool:
        """Whether the source was published anew after this translation was written."""
        if self.locale.language_code == DEFAULT_LANGUAGE or self.translated_from_at is None:
            return False
        source = next((page for page in self.siblings if page.locale.language_code == DEFAULT_LANGUAGE), None)
        return bool(source and source.last_published_at and source.last_published_at > self.translated_from_at)

    def alternates(self, request: HttpRequest) -> list[dict[str, str]]:
        """[{'code', 'url'}] for every live language of this page."""
        return [{"code": page.locale.language_code, "url": page.get_url(request)} for page in self.siblings]

    def get_view_restrictions(self) -> Any:
        """One query set for this object, read once: Wagtail asks before it serves, and we ask whether visitors may share the answer."""
        if "_restrictions" not in self.__dict__:
            self._restrictions = super().get_view_restrictions()
        return self._restrictions

    def trail(self, request: HttpRequest) -> list[dict[str, str]]:
        """The pages above this one, from the home page down; one query."""
        above = self.get_ancestors().filter(depth__gte=2).only("title", "url_path")
        return [{"label": page.title, "url": page.get_url(request)} for page in above]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Language and direction come from the page itself: an untranslated page may stand under a foreign prefix."""
        code = self.locale.language_code
        around = {"page_language": code, "page_direction": direction_of(code)}
        if self.pk is None or getattr(request, "is_preview", False):
            return super().get_context(request, *args, **kwargs) | around | self._around(request)
        host = f"{request.get_host()}:{request.get_port()}"
        return super().get_context(request, *args, **kwargs) | around | kept(f"around:{host}:{self.pk}", lambda: self._around(request), 60)

    def _around(self, request: HttpRequest) -> dict[str, Any]:
        """Where the page stands: its other languages and the pages above it; two queries."""
        return {"alternates": self.alternates(request), "trail": self.trail(request), "is_stale": self.is_stale}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Rendered at once in the page's own language, so that visitors may share it."""
        with translation.override(self.locale.language_code):
            response = super().serve(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        if not self.get_view_restrictions():
            mark_visitor_page(request, response)
        return response
