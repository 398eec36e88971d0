"""Banners: a few words of a campaign in a place of a page, for everybody or for the members of a segment."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.campaigns.addresses import check_address
from portal.campaigns.enums import CampaignState, Placement, SignedIn
from portal.campaigns.models.campaigns import Campaign
from portal.core.clock import now
from portal.core.i18n import TranslatedModel
from portal.customers.models import Party
from portal.segments.models import Segment


class BannerQuerySet(models.QuerySet):
    def showing(self, placement: str, at: datetime) -> "BannerQuerySet":
        """Those of running campaigns whose time it is, the one that goes before the others first."""
        begun = Q(starts_at__isnull=True) | Q(starts_at__lte=at)
        on_time = begun & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))
        rows = self.filter(on_time, placement=placement, live=True, campaign__state=CampaignState.RUNNING)
        return rows.select_related("campaign", "picture").order_by("-priority", "campaign_id", "pk")


class Banner(TranslatedModel):
    """One banner in one place. Where several fit a reader: the highest priority, then the older campaign, then the older banner."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="banners", verbose_name=_("campaign"))
    placement = models.CharField(_("place"), max_length=20, choices=Placement)
    heading = models.CharField(_("heading"), max_length=120)
    text = models.CharField(_("text"), max_length=300, blank=True)
    action = models.CharField(_("words on the link"), max_length=40, blank=True)
    address = models.CharField(_("leads to"), max_length=250, blank=True, validators=[check_address], help_text=_("Begins with /."))
    picture = models.ForeignKey(
        "pages.PortalImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("segment"),
        help_text=_("Empty: for everybody. With a segment only signed-in members of it see the banner."),
    )  # fmt: skip
    languages = models.JSONField(_("languages"), default=list, blank=True, help_text=_("None chosen: every language."))
    signed_in = models.CharField(_("with or without an account"), max_length=4, choices=SignedIn, default=SignedIn.ANY)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0, help_text=_("The higher number goes first."))
    live = models.BooleanField(_("shown"), default=True)
    created_at = models.DateTimeField(default=now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = BannerQuerySet.as_manager()

    class Meta:
        verbose_name = _("banner")
        verbose_name_plural = _("banners")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="banner_ends_later"
            ),
            models.CheckConstraint(condition=Q(segment__isnull=True) | ~Q(signed_in=SignedIn.NO), name="banner_segment_needs_account"),
        ]
        indexes = [models.Index(fields=["placement", "live", "-priority"], name="banner_of_placement")]

    def __str__(self) -> str:
        return self.heading

    def is_for(self, *, language: str, signed_in: bool) -> bool:
        """Whether language and account fit; the segment is another question."""
        if self.languages and language not in self.languages:
            return False
        return not (self.segment_id and not signed_in) and self.signed_in in {SignedIn.ANY, SignedIn.YES if signed_in else SignedIn.NO}


class BannerDismissal(models.Model):
    """This customer does not want to see this banner any more."""

    banner = models.ForeignKey(Banner, on_delete=models.CASCADE, related_name="dismissals")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("banner put away")
        constraints = [models.UniqueConstraint(fields=["party", "banner"], name="banner_dismissed_once")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.banner_id}"
