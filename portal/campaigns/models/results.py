"""What followed a campaign: one row for each enrolment and measure, so that every number opens its rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.campaigns.models.campaigns import Campaign
from portal.campaigns.models.variants import Enrolment


class Outcome(models.Model):
    """An enrolled household did what `measure` counts, within the days that count. Derived; measuring again gives the same."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="outcomes")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="outcomes")
    measure = models.SlugField(max_length=40)
    first_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    amount = models.DecimalField(max_digits=16, decimal_places=4, default=0)

    class Meta:
        verbose_name = _("outcome")
        constraints = [models.UniqueConstraint(fields=["enrolment", "measure"], name="outcome_once")]
        indexes = [models.Index(fields=["campaign", "measure", "id"], name="outcome_of_measure")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.measure}"
