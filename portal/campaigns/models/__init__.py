"""Everything campaigns keep, one module a noun."""

from portal.campaigns.models.audience import AudienceRow
from portal.campaigns.models.banners import Banner, BannerDismissal
from portal.campaigns.models.campaigns import Approval, Campaign, Change
from portal.campaigns.models.landing import FormAnswer, LandingPage
from portal.campaigns.models.links import AdvertLink, AdvertVisit, Invitation, Referral
from portal.campaigns.models.results import Outcome
from portal.campaigns.models.variants import Enrolment, Variant

__all__ = [
    "AdvertLink", "AdvertVisit", "Approval", "AudienceRow", "Banner", "BannerDismissal", "Campaign", "Change", "Enrolment", "FormAnswer",
    "Invitation", "LandingPage", "Outcome", "Referral", "Variant",
]  # fmt: skip
