"""The activity directory: related activities and applications elsewhere, with what they are about."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from portal.core.i18n import TranslatedModel, search_fields_for
from portal.core.translation_state import TranslationState
from portal.pages.enums import ActivityKind
from portal.pages.models.base import BasePage
from portal.topics.models import Topic


class Activity(TranslationState, TranslatedModel, index.Indexed):
    """Something to do or to use elsewhere: a link with a name, a description and a topic."""

    source_fields = ("name", "description")
    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ActivityKind, default=ActivityKind.ACTIVITY)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="activities", verbose_name=_("topic"))
    url = models.URLField(_("address"), max_length=300)
    position = models.PositiveIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"), max_length=400)
    search_fields: ClassVar = search_fields_for("name", "description")

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activity directory")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class DirectoryPage(BasePage):
    """Lists the directory by topic, with a filter by kind."""

    template = "pages/directory.html"

    class Meta:
        verbose_name = _("activity directory page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        asked = request.GET.get("kind", "")
        kind = asked if asked in ActivityKind.values else ""
        rows = Activity.objects.select_related("topic").order_by("topic__position", "topic_id", "position", "pk")
        if kind:
            rows = rows.filter(kind=kind)
        return super().get_context(request, *args, **kwargs) | {"activities": list(rows), "kinds": ActivityKind.choices, "kind": kind}
