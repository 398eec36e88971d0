"""Calls that staff are to make: the channel 'telephone'."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.enums import Purpose
from portal.customers.models import Identifier, Party
from portal.messaging.enums import CallOutcome, CallState
from portal.messaging.models.messages import Message


class CallTask(models.Model):
    """One customer to be called, by one person at a time."""

    reference = models.CharField(max_length=80, unique=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="calls_to_make")
    identifier = models.ForeignKey(Identifier, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.CharField(_("number"), max_length=40)
    purpose = models.CharField(max_length=20, choices=Purpose)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    script = models.TextField(blank=True)
    """What to say."""
    state = models.CharField(max_length=8, choices=CallState, default=CallState.OPEN)
    due_at = models.DateTimeField(default=now)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(_("outcome"), max_length=10, choices=CallOutcome, blank=True)
    note = models.TextField(_("note"), blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("call to make")
        verbose_name_plural = _("calls to make")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=CallState.CLAIMED) | Q(claimed_by__isnull=False, claimed_at__isnull=False), name="call_claim_is_whole"
            )
        ]
        indexes = [models.Index(fields=["state", "due_at", "id"], name="call_due")]

    def __str__(self) -> str:
        return self.subject
