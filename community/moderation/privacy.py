"""What moderation holds of people."""

from django.utils.translation import gettext_lazy as _

from community.moderation.actions import erasing
from portal.core import privacy

_DECIDED = _("Which decisions were made and on what ground, without your words, so that those concerned can have them looked at again.")

privacy.declare(
    "moderation.ReviewItem", of=["author"], export=["excerpt", "state", "outcome", "opened_at", "decided_at"], erase={"excerpt": ""},
    staff=["claimed_by"], keep=_DECIDED,
)  # fmt: skip
privacy.declare("moderation.Report", of=["reporter"], export=["reason", "note", "at"], erase={"note": ""}, keep=_DECIDED)
privacy.declare(
    "moderation.Sanction", of=["party"], export=["kind", "scope", "starts_at", "until", "reason", "note", "lifted_at"], erase={"note": ""},
    staff=["by", "lifted_by"], keep=_DECIDED,
)  # fmt: skip
privacy.declare(
    "moderation.ModerationLog", of=["party"], export=["at", "action", "reason", "note"], erase=erasing.empty_log, staff=["actor"],
    keep=_DECIDED,
)  # fmt: skip
