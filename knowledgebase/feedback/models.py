"""Votes on help articles, their tallies, and the questions nobody has answered yet."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledgebase.feedback.enums import MissingState, Reason
from portal.core.clock import now
from portal.customers.models import Party


class Vote(models.Model):
    """One reader's word on one article. It may be changed; the tally follows."""

    about_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="votes")
    browser = models.CharField(max_length=32, blank=True)
    """For visitors: a random mark kept in their session, nothing else."""
    helpful = models.BooleanField()
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    text = models.TextField(blank=True, max_length=2000)
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField(default=now, editable=False)
    changed_at = models.DateTimeField(default=now, editable=False)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When an editor ticked it off."""

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id", "party"], condition=Q(party__isnull=False), name="vote_once_a_party"
            ),
            models.UniqueConstraint(
                fields=["about_type", "about_id", "browser"], condition=Q(party__isnull=True), name="vote_once_a_browser"
            ),
            models.CheckConstraint(condition=Q(party__isnull=False) | ~Q(browser=""), name="vote_has_a_voter"),
            models.CheckConstraint(condition=Q(helpful=False) | Q(reason="", text=""), name="vote_reason_on_no_only"),
        ]
        indexes = [models.Index(fields=["helpful", "seen_at", "-changed_at", "-id"], name="vote_newest")]

    def __str__(self) -> str:
        return f"{self.about_type_id}:{self.about_id} {'+' if self.helpful else '-'}"


class Tally(models.Model):
    """How many readers one article helped and did not help. A row of its own: editing an article never touches it."""

    about_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    about_id = models.PositiveBigIntegerField()
    helped = models.PositiveIntegerField(default=0)
    unhelped = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("tally")
        constraints = [models.UniqueConstraint(fields=["about_type", "about_id"], name="tally_once")]
        indexes = [models.Index(fields=["about_type", "-helped", "about_id"], name="tally_most_helpful")]

    def __str__(self) -> str:
        return f"{self.about_type_id}:{self.about_id} +{self.helped} -{self.unhelped}"

    @property
    def percent(self) -> int:
        """How many in a hundred voters it helped; 0 without votes."""
        return round(100 * self.helped / (self.helped + self.unhelped)) if self.helped + self.unhelped else 0


class MissingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MissingQuerySet":
        """Staff see all; the desk's doors decide who is staff."""
        return self if getattr(user, "is_authenticated", False) else self.none()


class MissingAnswer(models.Model):
    """Something people searched for and did not find, once a language, however often they asked."""

    language = models.CharField(_("language"), max_length=10)
    text_norm = models.CharField(max_length=120)
    text = models.CharField(_("searched for"), max_length=120)
    times = models.PositiveIntegerField(_("times"), default=1)
    first_asked_at = models.DateTimeField(default=now)
    last_asked_at = models.DateTimeField(default=now)
    state = models.CharField(_("state"), max_length=10, choices=MissingState, default=MissingState.OPEN)
    note = models.CharField(_("note"), max_length=300, blank=True)
    answer_type = models.ForeignKey(ContentType, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer_id = models.PositiveBigIntegerField(null=True, blank=True)
    answer = GenericForeignKey("answer_type", "answer_id")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = MissingQuerySet.as_manager()

    class Meta:
        verbose_name = _("missing answer")
        verbose_name_plural = _("missing answers")
        constraints = [models.UniqueConstraint(fields=["language", "text_norm"], name="missing_answer_once")]
        indexes = [
            models.Index(fields=["state", "-times", "-id"], name="missing_most_asked"),
            models.Index(fields=["state", "language", "-times", "-id"], name="missing_by_language"),
        ]

    def __str__(self) -> str:
        return self.text
