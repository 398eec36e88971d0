"""The audience as it was last counted: every member of the segment, with what becomes of him and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.campaigns.models.campaigns import Campaign
from portal.customers.models import Identifier, Party


class AudienceRow(models.Model):
    """One customer of the segment: gets it, or is left out for `reason`. Written anew by each count."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="audience")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=40)
    """A value of `enums.Left`, or a code of `customers.gate.Reason`."""
    identifier = models.ForeignKey(Identifier, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The contact point that was chosen, with its channel; the sender asks the gate about it once more."""
    choice = models.JSONField(default=dict, blank=True)
    """Each channel that was looked at, with its verdict and cost; goes on into the message."""
    channel = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=10, blank=True)
    variant = models.CharField(max_length=20, blank=True)
    bucket = models.PositiveSmallIntegerField(default=0)
    cost_minor = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("member of an audience")
        constraints = [models.UniqueConstraint(fields=["campaign", "party"], name="audience_row_once")]
        indexes = [models.Index(fields=["campaign", "reason", "id"], name="audience_row_reason")]

    def __str__(self) -> str:
        return f"{self.campaign_id}:{self.party_id} {self.reason}"
