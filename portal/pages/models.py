"""The Wagtail floor: pictures with translated alt text, and the base of every page."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page

from portal.core.i18n import TranslatedModel, column
from portal.core.text import direction_of


class PortalImage(TranslatedModel, AbstractImage):
    """A picture; `alt` says in each language what it shows ('' for pure decoration)."""

    alt = models.CharField(_("what it shows"), max_length=250, blank=True)
    admin_form_fields = (
        "title", "file", *(column("alt", code) for code, _name in settings.LANGUAGES), "collection", "tags",
        "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
    )  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        permissions = [("choose_image", "Can choose image")]

    @property
    def default_alt_text(self) -> str:
        return self.alt


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class BasePage(Page):
    """What every page of ours has: a summary, a picture, and when its text was last taken from its source."""

    summary = models.TextField(_("summary"), blank=True, max_length=400)
    picture = models.ForeignKey(PortalImage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture"))
    translated_from_at = models.DateTimeField(null=True, blank=True, editable=False)
    """For a translation: the source's `last_published_at` that this text follows; None for a source."""

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("picture")]
    show_in_menus_default = False

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Language and direction come from the page itself: an untranslated page may stand under a foreign prefix."""
        code = self.locale.language_code
        return super().get_context(request, *args, **kwargs) | {"page_language": code, "page_direction": direction_of(code)}
