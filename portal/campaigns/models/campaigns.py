"""The campaign itself, who changed it and who approved it."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.campaigns.enums import CampaignState, Clock, Decision, SignedIn
from portal.core.clock import now
from portal.customers.enums import Purpose
from portal.messaging.models import Mailing
from portal.segments.models import Segment

EDITABLE = (CampaignState.DRAFT, CampaignState.IN_REVIEW, CampaignState.APPROVED)
ENDED = (CampaignState.STOPPED, CampaignState.DONE)
MEASURED_LONGER = timedelta(days=2)
"""The last facts of the days that count may come in so much later."""


def new_salt() -> str:
    return secrets.token_hex(8)


class Campaign(models.Model):
    """One idea told to many: to whom, why, when, how fast, and how its effect is judged."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, default=Purpose.OFFERS)
    hypothesis = models.CharField(_("what we expect"), max_length=300, blank=True)
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("segment"))
    languages = models.JSONField(_("languages"), default=list, blank=True)
    """Empty: every language."""
    signed_in = models.CharField(_("with or without an account"), max_length=4, choices=SignedIn, default=SignedIn.ANY)
    channels = models.JSONField(_("channels"), default=list, blank=True)
    """Which channels a message may take; empty: whichever is the customer's cheapest preferred one."""
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    latest_start_at = models.DateTimeField(_("not begun after"), null=True, blank=True)
    """Neither campaign nor message begins after this, so that a restored backup does not send yesterday's mail."""
    clock = models.CharField(_("whose clock"), max_length=8, choices=Clock, default=Clock.HOUSE)
    per_minute = models.PositiveIntegerField(_("at most a minute"), default=0)
    tracking = models.BooleanField(_("measure clicks of those who agreed"), default=False)
    holdout_percent = models.DecimalField(_("hold-out in per cent"), max_digits=4, decimal_places=2, default=0)
    goal = models.SlugField(_("goal"), max_length=40, blank=True)
    """The measure the campaign is judged by, chosen before it starts."""
    window_days = models.PositiveSmallIntegerField(_("days that count"), default=14)
    """The effect is read once, when these days are over."""
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    state = models.CharField(max_length=10, choices=CampaignState, default=CampaignState.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    """Goes up with every change; an approval is for one version."""
    created_at = models.DateTimeField(default=now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    prepared_at = models.DateTimeField(null=True, blank=True)
    prepared_version = models.PositiveIntegerField(default=0)
    frozen_at = models.DateTimeField(null=True, blank=True)
    """When the audience was drawn for good; the days that count begin here."""
    finished_at = models.DateTimeField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    mailing = models.OneToOneField(Mailing, on_delete=models.PROTECT, null=True, blank=True, related_name="campaign")

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(created_by__isnull=True) | ~Q(approved_by=F("created_by")),
                name="campaign_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(edited_by__isnull=True) | ~Q(approved_by=F("edited_by")),
                name="campaign_approved_by_no_editor",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[CampaignState.DRAFT, CampaignState.IN_REVIEW, CampaignState.STOPPED]) | Q(approved_at__isnull=False),
                name="campaign_runs_approved",
            ),
            models.CheckConstraint(condition=Q(holdout_percent__gte=0, holdout_percent__lte=50), name="campaign_holdout_bounds"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="campaign_ends_later"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="campaign_due"),
            models.Index(fields=["-created_at", "-id"], name="campaign_newest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_prepared(self) -> bool:
        """Whether the counts belong to the campaign as it now is."""
        return self.prepared_at is not None and self.prepared_version == self.version

    @property
    def final_count_at(self) -> datetime | None:
        """From when on a count is the last one: the days that count are over, and the last facts have come in."""
        return self.frozen_at + timedelta(days=self.window_days) + MEASURED_LONGER if self.frozen_at else None

    @property
    def is_closed(self) -> bool:
        """Counted for good: what it was counted from may be forgotten by now, so that counting again would find less."""
        if self.frozen_at is None or self.final_count_at is None or self.measured_at is None or self.measured_at < self.final_count_at:
            return False
        return self.frozen_at < now() - timedelta(days=settings.DELIVERY_DAYS)


class Change(models.Model):
    """One act on a campaign: who, when, which fields. Whoever made or changed it cannot approve it."""

    AUTHORING = ("created", "changed", "submitted", "copied")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=20)
    fields = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("change of a campaign")
        indexes = [models.Index(fields=["campaign", "-at", "-id"], name="campaign_change_newest")]

    def __str__(self) -> str:
        return f"{self.act} v{self.version}"


class Approval(models.Model):
    """What a second person decided about one version."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="approvals")
    version = models.PositiveIntegerField()
    decision = models.CharField(max_length=10, choices=Decision)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("approval")
        indexes = [models.Index(fields=["campaign", "-at", "-id"], name="campaign_approval_newest")]

    def __str__(self) -> str:
        return f"{self.decision} v{self.version}"
