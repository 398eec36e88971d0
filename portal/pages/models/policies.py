"""Policies: what the organisation promises, with every version it ever had."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.search import index

from portal.core.clock import today
from portal.pages.blocks import FEATURES
from portal.pages.models.base import BasePage


class PolicyPage(BasePage):
    """Shows the version in force; `?version=2` shows another, marked as not in force."""

    content_panels = [*BasePage.content_panels, InlinePanel("versions", label=_("version"), min_num=1)]
    search_fields: ClassVar = [
        *BasePage.search_fields, index.SearchField("summary"), index.RelatedFields("versions", [index.SearchField("body")]),
    ]  # fmt: skip
    template = "pages/policy.html"

    class Meta:
        verbose_name = _("policy")

    @cached_property
    def all_versions(self) -> list["PolicyVersion"]:
        """Newest first."""
        return sorted(self.versions.all(), key=lambda version: version.number, reverse=True)

    @property
    def in_force(self) -> "PolicyVersion | None":
        """The newest version whose day has come."""
        return next((version for version in self.all_versions if version.in_force_on <= today()), None)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        asked = request.GET.get("version", "")[:6]
        current = self.in_force
        chosen = next((version for version in self.all_versions if str(version.number) == asked), current)
        context = super().get_context(request, *args, **kwargs)
        return context | {"version": chosen, "is_in_force": chosen == current, "in_force": current, "versions": self.all_versions}


class PolicyVersion(models.Model):
    """One wording, from a day on. Numbers count up."""

    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    in_force_on = models.DateField(_("in force from"))
    changes = models.CharField(_("what changed"), max_length=300, blank=True)
    body = RichTextField(_("text"), features=FEATURES)
    panels = [FieldPanel("number"), FieldPanel("in_force_on"), FieldPanel("changes"), FieldPanel("body")]

    class Meta:
        verbose_name = _("version of a policy")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="policy_version_once")]
