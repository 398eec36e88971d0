"""What customers ask of their own data: all of it in one file, or its end."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.enums import ErasureState, ExportState
from portal.customers.models.parties import Party


class DataExport(models.Model):
    """Everything about one customer in one file, made in the background and kept for a few days."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="data_exports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """Who asked for it: the customer, or staff for him."""
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.ASKED)
    asked_at = models.DateTimeField(default=now)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    fetched = models.PositiveIntegerField(_("times downloaded"), default=0)

    class Meta:
        verbose_name = _("data export")
        constraints = [
            models.UniqueConstraint(fields=["party"], condition=Q(state=ExportState.ASKED), name="data_export_one_in_work"),
        ]
        indexes = [models.Index(fields=["party", "-asked_at"], name="data_export_of_party")]

    def __str__(self) -> str:
        return f"{self.code}"

    @property
    def file_name(self) -> str:
        return f"{self.code}.zip"

    @property
    def is_ready(self) -> bool:
        return self.state == ExportState.READY and self.expires_at is not None and self.expires_at > now()


class Erasure(models.Model):
    """A customer leaves: asked for, perhaps with days to think again, carried out step by step, and told about in a report.

    `subject` holds the numbers and, only until it is done, the addresses that are needed to find everything; `steps` what has been
    done, so that one that was cut off goes on where it stopped.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="erasures")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    on_request = models.BooleanField(default=True)
    """Asked for by the customer himself; else decided by an administrator, with a reason."""
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    keep_words = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=10, choices=ErasureState, default=ErasureState.ASKED)
    asked_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    subject = models.JSONField(default=dict, blank=True)
    steps = models.JSONField(default=dict, blank=True)
    """Table or place → how many rows or files were erased there."""

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(state__in=[ErasureState.ASKED, ErasureState.RUNNING]), name="erasure_one_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=ErasureState.ASKED), name="erasure_due"),
            models.Index(fields=["-asked_at", "-id"], name="erasure_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.code}"
