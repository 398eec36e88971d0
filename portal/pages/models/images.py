"""Pictures with translated alt text."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from portal.core.i18n import TranslatedModel, column


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
