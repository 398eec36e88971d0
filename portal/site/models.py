"""The home page's own words; what it shows of the house is put together by the tag `house_parts`."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from portal.pages.models import BasePage


class OftenAsked(blocks.StructBlock):
    label = blocks.CharBlock(label=_("words"), max_length=80)
    address = blocks.CharBlock(label=_("address"), max_length=250, help_text=_("Begins with / for pages of this site."))

    class Meta:
        icon = "link"


class HomePage(BasePage):
    """The front door: a sentence, a search box with a real question, and what is going on."""

    hero_title = models.CharField(_("heading"), max_length=160)
    hero_text = models.TextField(_("text"), max_length=400, blank=True)
    search_hint = models.CharField(_("question in the search box"), max_length=120, blank=True)
    often_asked = StreamField([("link", OftenAsked())], blank=True, verbose_name=_("often asked"))
    content_panels = [
        *BasePage.content_panels, FieldPanel("hero_title"), FieldPanel("hero_text"), FieldPanel("search_hint"), FieldPanel("often_asked"),
    ]  # fmt: skip
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    template = "site/home.html"

    class Meta:
        verbose_name = _("home page")
