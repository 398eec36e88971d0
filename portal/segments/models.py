"""Segments, who is in, who came and went, what a segment was before, and what the nightly check found."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.core.i18n import TranslatedModel
from portal.customers.models import Party
from portal.segments import rules
from portal.segments.enums import Because, Direction, Mode


class SegmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The segments a member of staff may see: all that are not put away; nobody else sees any."""
        return self.filter(archived_at=None) if rules.can_see_segments(user) else self.none()

    def in_use(self) -> Self:
        """Those whose members are kept up to date or frozen; the others are put away."""
        return self.filter(archived_at=None)


class Segment(TranslatedModel):
    """A named condition over traits and the timeline. `tree` is read by `portal.segments.trees`; written by actions only."""

    slug = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("what it is for"), blank=True)
    tree = models.JSONField(_("conditions"), default=dict)
    version = models.PositiveIntegerField(_("version"), default=1)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, default=Mode.LIVE)
    size = models.PositiveIntegerField(_("members"), default=0, editable=False)
    """How many members there are; kept by the actions that change them."""
    counted_on = models.DateField(null=True, blank=True, editable=False)
    """The day for which the members hold: relative windows count from it."""
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        indexes = [models.Index(fields=["-created_at", "-id"], name="segment_newest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("desk_segment", args=[self.pk])


class SegmentVersion(models.Model):
    """What a segment asked for, one row a change of its conditions; appended."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    tree = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("version of a segment")
        constraints = [models.UniqueConstraint(fields=["segment", "version"], name="segment_version_once")]

    def __str__(self) -> str:
        return f"{self.segment_id} v{self.version}"


class SegmentMember(models.Model):
    """A canonical customer who is in; derived from the facts and built anew at will."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="members")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="segment_memberships")
    since_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("member of a segment")
        constraints = [models.UniqueConstraint(fields=["segment", "party"], name="segment_member_once")]

    def __str__(self) -> str:
        return f"{self.party_id} in {self.segment_id}"


class SegmentMove(models.Model):
    """Somebody came in or went out, when and why; appended."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="moves")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="segment_moves")
    direction = models.CharField(max_length=3, choices=Direction)
    at = models.DateTimeField(default=now)
    because = models.CharField(max_length=10, choices=Because)

    class Meta:
        verbose_name = _("move")
        indexes = [models.Index(fields=["segment", "-at", "-id"], name="segment_move_newest")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.direction} {self.segment_id}"


class SegmentCheck(models.Model):
    """What counting a segment anew found against the members kept: nothing missing and nobody too much, or a fault."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField(default=now)
    size = models.PositiveIntegerField()
    missing = models.PositiveIntegerField(default=0)
    surplus = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("check of a segment")
        indexes = [models.Index(fields=["segment", "-at", "-id"], name="segment_check_newest")]

    def __str__(self) -> str:
        return f"{self.segment_id}: -{self.missing} +{self.surplus}"
