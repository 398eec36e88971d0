"""How to reach a person: every way, with its hours."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel

from portal.pages.enums import CHANNEL_ICONS, ChannelKind
from portal.pages.models.base import BasePage


class ContactPage(BasePage):
    """Every channel on one page."""

    content_panels = [*BasePage.content_panels, InlinePanel("channels", label=_("way to reach us"))]
    template = "pages/contact.html"

    class Meta:
        verbose_name = _("contact page")


class ContactChannel(models.Model):
    """One way to reach the organisation."""

    page = ParentalKey(ContactPage, on_delete=models.CASCADE, related_name="channels")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=ChannelKind)
    value = models.CharField(_("address or number"), max_length=250)
    hours = models.CharField(_("hours"), max_length=250, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    panels: ClassVar = [FieldPanel("kind"), FieldPanel("value"), FieldPanel("hours"), FieldPanel("note")]

    class Meta:
        verbose_name = _("way to reach us")
        ordering = ["position", "pk"]

    @property
    def href(self) -> str:
        """A link a device can follow, '' for a letter or a visit."""
        digits = "".join(sign for sign in self.value if sign.isdigit() or sign == "+")
        return {"mail": f"mailto:{self.value}", "telephone": f"tel:{digits}", "tollfree": f"tel:{digits}"}.get(self.kind, "")

    @property
    def icon(self) -> str:
        return CHANNEL_ICONS[self.kind]
