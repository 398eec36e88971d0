"""The versions of a message that are tried against each other, and which household got which."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.campaigns.enums import Arm
from portal.campaigns.models.campaigns import Campaign
from portal.core.clock import now
from portal.customers.models import Party
from portal.messaging.models import MessageTemplate


class Variant(models.Model):
    """One wording and its share of those who get the campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="variants")
    key = models.SlugField(_("key"), max_length=20)
    share = models.PositiveSmallIntegerField(_("share in per cent"), default=100)
    template = models.ForeignKey(MessageTemplate, on_delete=models.PROTECT, related_name="+", verbose_name=_("message"))
    template_version = models.PositiveIntegerField(default=0, editable=False)
    """Which version of the words was handed in, approved and is sent, whatever the template says since; 0 for a draft: the newest."""
    proposed_version = models.PositiveIntegerField(default=0, editable=False)
    """Newer words that somebody wants a running campaign to send; 0 for none. A second person decides."""
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("variant")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="variant_once"),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="variant_share_bounds"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.key}"


class Enrolment(models.Model):
    """A household (or a person who is in none) in one arm of one campaign: drawn once, never moved."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="enrolments")
    unit = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    """Who counts as one: the household party, else the customer."""
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="enrolments")
    """The customer of that unit the message is for."""
    arm = models.CharField(max_length=8, choices=Arm)
    bucket = models.PositiveSmallIntegerField()
    """0 to 9,999: the hash of the campaign's salt and the unit."""
    variant = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=now)
    contaminated = models.BooleanField(default=False)
    """Merged since with a unit of another arm or variant: left out of every comparison."""

    class Meta:
        verbose_name = _("enrolment")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="enrolment_once_a_unit"),
            models.CheckConstraint(condition=Q(bucket__gte=0, bucket__lt=10_000), name="enrolment_bucket_bounds"),
        ]
        indexes = [models.Index(fields=["campaign", "arm", "variant", "id"], name="enrolment_of_arm")]

    def __str__(self) -> str:
        return f"{self.campaign_id}:{self.unit_id} {self.arm}"
