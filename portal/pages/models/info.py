"""A plain informative page: about us, accessibility."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from portal.pages.blocks import TextBlocks
from portal.pages.models.base import BasePage


class InfoPage(BasePage):
    """Text under a heading."""

    body = StreamField(TextBlocks(), blank=True, verbose_name=_("text"))
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "pages/info.html"

    class Meta:
        verbose_name = _("informative page")
