"""What a customer would rather have: each statement a row with its source; the newest that still counts is derived."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.enums import PreferenceSource
from portal.customers.models.parties import Party


class PreferenceEvent(models.Model):
    """One preference as it was declared, observed or inferred; appended. `validated_at` is its last confirmation by use."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="preferences")
    key = models.CharField(max_length=40)
    value = models.JSONField()
    source = models.CharField(max_length=10, choices=PreferenceSource)
    at = models.DateTimeField(default=now)
    validated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("preference")
        indexes = [models.Index(fields=["party", "key", "-at", "-id"], name="preference_newest")]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"
