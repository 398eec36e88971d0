"""Everything campaigns keep, one module a noun."""

from portal.campaigns.models.audience import AudienceRow
from portal.campaigns.models.campaigns import Approval, Campaign, Change
from portal.campaigns.models.results import Outcome
from portal.campaigns.models.variants import Enrolment, Variant

__all__ = ["Approval", "AudienceRow", "Campaign", "Change", "Enrolment", "Outcome", "Variant"]
