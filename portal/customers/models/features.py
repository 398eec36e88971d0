"""What is counted of every customer ahead of being asked; derived from the timeline and built anew at will.

Rows exist for canonical parties only. Windows of days begin at midnight of the site's clock and count from `FeatureClock.counted_on`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.models.parties import Party


class PartyFeature(models.Model):
    """What a customer did and what reached him, counted over all parties that are read as him."""

    party = models.OneToOneField(Party, on_delete=models.CASCADE, primary_key=True, related_name="feature")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    acts = models.PositiveIntegerField(default=0)
    acts_30 = models.PositiveIntegerField(default=0)
    acts_90 = models.PositiveIntegerField(default=0)
    acts_365 = models.PositiveIntegerField(default=0)
    talk = models.PositiveIntegerField(default=0)
    talk_30 = models.PositiveIntegerField(default=0)
    talk_90 = models.PositiveIntegerField(default=0)
    help = models.PositiveIntegerField(default=0)
    help_30 = models.PositiveIntegerField(default=0)
    help_90 = models.PositiveIntegerField(default=0)
    purchases = models.PositiveIntegerField(default=0)
    purchases_365 = models.PositiveIntegerField(default=0)
    revenue_minor = models.BigIntegerField(default=0)
    revenue_minor_365 = models.BigIntegerField(default=0)
    last_purchase_at = models.DateTimeField(null=True)
    contacts = models.PositiveIntegerField(default=0)
    contacts_30 = models.PositiveIntegerField(default=0)
    last_contact_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("features of a customer")

    def __str__(self) -> str:
        return f"#{self.party_id}"


class DirtyParty(models.Model):
    """A party of which something changed, or whose identifier did: one row an act, written by triggers of the database (see
    `portal.customers.triggers`) in the transaction of the act, taken off by `actions.features.bring_up_to_date`.
    """

    party_id = models.BigIntegerField(null=True)
    identifier_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("customer to be counted anew")

    def __str__(self) -> str:
        return f"#{self.party_id or self.identifier_id}"


class FeatureClock(models.Model):
    """One row: the day that windows count from. Whoever brings features up to date holds it."""

    counted_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="feature_clock_is_one")]

    def __str__(self) -> str:
        return f"{self.counted_on}"
