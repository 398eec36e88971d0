"""Tutorials, their steps, and how far each reader has come."""

import hashlib
from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.search import index

from knowledgebase.faq.models import Article, ArticleQuerySet, render_into
from knowledgebase.tutorials.enums import Difficulty
from portal.core.clock import now
from portal.core.i18n import TranslatedModel, column, search_fields_for
from portal.core.markdown import render
from portal.customers.models import Party


class Tutorial(Article):
    """A task in steps, with the tools it needs and the time it takes."""

    difficulty = models.CharField(_("difficulty"), max_length=8, choices=Difficulty, default=Difficulty.EASY)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True, max_length=500)
    tools = models.TextField(_("tools"), blank=True, help_text=_("One on each line."))
    picture = models.ForeignKey(
        "pages.PortalImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="tutorial")

    objects = ArticleQuerySet.as_manager()
    source_fields = ("title", "summary", "tools")
    search_fields: ClassVar[list[Any]] = [
        *search_fields_for("title", "summary"),
        *search_fields_for("title", field=index.AutocompleteField),
        index.SearchField("code"),
        *(index.FilterField(name) for name in ("topic_id", "live", "difficulty")),
    ]

    class Meta:
        verbose_name = _("tutorial")
        verbose_name_plural = _("tutorials")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["topic", "live", "position", "id"], name="tutorial_of_topic")]

    def __str__(self) -> str:
        return self.title or self.code

    @property
    def revisions(self) -> Any:
        return self._revisions

    def mark_of(self, language: str) -> str:
        """The tutorial's own texts and those of its steps: a changed step makes the translation stale too."""
        own = super().mark_of(language)
        texts = [getattr(step, column(name, language)) or "" for step in self.steps.all() for name in Step.text_fields]
        return hashlib.sha256("\x1f".join([own, *texts]).encode("utf-8", "surrogatepass")).hexdigest()[:16] if own else ""

    def render_texts(self) -> None:
        """Steps render their own at each save; here for a preview, where nothing is saved."""
        for step in self.steps.all():
            step.render_texts()

    def get_absolute_url(self) -> str:
        return reverse("tutorials:tutorial", args=[self.here])

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "tutorials/tutorial.html"


class Step(TranslatedModel):
    """One step: what to do, and what helps when it does not work."""

    text_fields: ClassVar[tuple[str, ...]] = ("title", "body", "stuck")

    tutorial = ParentalKey(Tutorial, on_delete=models.CASCADE, related_name="steps")
    sort_order = models.PositiveIntegerField(null=True, blank=True, editable=False)
    """The place in the tutorial; the name is the one Wagtail's inline panels order by."""
    code = models.SlugField(_("code"), max_length=60)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=1)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("what to do"), blank=True)
    body_html = models.TextField(blank=True, editable=False)
    stuck = models.TextField(_("stuck here?"), blank=True, help_text=_("What helps when this step does not work."))
    stuck_html = models.TextField(blank=True, editable=False)
    picture = models.ForeignKey(
        "pages.PortalImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["tutorial", "code"], name="step_code_once")]

    def __str__(self) -> str:
        return self.title or self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self.render_texts()
        super().save(*args, **kwargs)

    def render_texts(self) -> None:
        render_into(self, "body", "body_html", render)
        render_into(self, "stuck", "stuck_html", render)


class Progress(models.Model):
    """A customer's way through a tutorial. Visitors keep theirs in their own browser."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="tutorial_progress")
    tutorial = models.ForeignKey(Tutorial, on_delete=models.CASCADE, related_name="progress")
    started_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("progress")
        constraints = [models.UniqueConstraint(fields=["party", "tutorial"], name="tutorial_progress_once")]
        indexes = [models.Index(fields=["party", "-changed_at"], name="tutorial_progress_of_party")]

    def __str__(self) -> str:
        return f"{self.party_id} in {self.tutorial_id}"


class StepDone(models.Model):
    """One step done by one reader."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="steps_done")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["progress", "step"], name="step_done_once")]
