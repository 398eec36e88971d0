"""Landing pages, and what people sent in through their forms."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from portal.campaigns.blocks import LandingBlocks
from portal.campaigns.enums import CallTime, FormKind
from portal.campaigns.models.campaigns import Campaign
from portal.core.clock import now
from portal.customers.models import ConsentText, Identifier, Party
from portal.pages.models import BasePage


class LandingPage(BasePage):
    """One page of a campaign, made of blocks; the same for every visitor but for the blocks of a segment."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.SET_NULL, null=True, blank=True, related_name="landing_pages", verbose_name=_("campaign")
    )
    body = StreamField(LandingBlocks(), blank=True, verbose_name=_("page"))
    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("campaign"), FieldPanel("body")]
    subpage_types: ClassVar = []
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "campaigns/landing.html"

    class Meta:
        verbose_name = _("landing page")
        verbose_name_plural = _("landing pages")

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("Light")), ("dark", _("Dark"))]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        around = super().get_context(request, *args, **kwargs)
        return around | {"first_form": next((block.id for block in self.body if block.block_type == "form"), None)}

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        """The page as it is, or in the dark, in the editor's frame."""
        request.COOKIES["theme"] = "dark" if mode_name == "dark" else "light"
        return super().serve_preview(request, mode_name)

    def block(self, block_id: Any, kind: str) -> Any:
        """The block of that kind with this id; None when there is none."""
        return next((block for block in self.body if block.block_type == kind and block.id == str(block_id)), None)


class FormAnswer(models.Model):
    """Somebody sent a form of a landing page in. What he agreed to is in the consent ledger; this row counts him and waits for a call."""

    page = models.ForeignKey(LandingPage, on_delete=models.CASCADE, related_name="answers")
    block = models.UUIDField()
    kind = models.CharField(max_length=8, choices=FormKind)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    identifier = models.ForeignKey(Identifier, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=10)
    at = models.DateTimeField(default=now)
    call_time = models.CharField(max_length=10, choices=CallTime, blank=True)
    question = models.TextField(blank=True)
    reached = models.BooleanField(default=False)
    """For a call: we spoke, and he agreed again."""
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("answer to a form")
        verbose_name_plural = _("answers to forms")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "block", "party"], condition=models.Q(done_at__isnull=True), name="form_answer_once_while_open"
            )
        ]
        indexes = [models.Index(fields=["kind", "done_at", "-at", "-id"], name="form_answer_queue")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
