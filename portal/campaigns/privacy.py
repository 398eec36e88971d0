"""What campaigns hold of people."""

from django.utils.translation import gettext_lazy as _

from portal.core import privacy

privacy.not_personal("campaigns.Campaign", staff=["created_by", "edited_by", "approved_by"])
privacy.not_personal("campaigns.Change", "campaigns.Approval", staff=["by"])
privacy.not_personal("campaigns.Variant", staff=["proposed_by"])
privacy.declare(
    "campaigns.AudienceRow", of=["party", "unit"], erase=privacy.DELETE,
    export=["campaign__name", "reason", "channel", "choice", "language", "variant", "due_at"],
)  # fmt: skip
privacy.declare(
    "campaigns.Enrolment", of=["party", "unit"], export=["campaign__name", "arm", "variant", "at"],
    keep=_("In which arm of a campaign a household without a name was; else the campaign’s numbers would change."),
)  # fmt: skip
privacy.declare(
    "campaigns.Outcome", of=["enrolment__party", "enrolment__unit"], export=["campaign__name", "measure", "first_at", "count", "amount"],
    keep=_("That a household without a name did what a campaign counts, and when; else the campaign’s numbers would change."),
)  # fmt: skip
