"""What feedback holds of people: their votes, and searches that may be theirs alone."""

from django.utils.translation import gettext_lazy as _

from knowledgebase.feedback.actions import forget_searches
from portal.core import privacy

privacy.not_personal("feedback.Tally")
privacy.declare(
    "feedback.Vote", of=["party"], export=["about_type__model", "about_id", "helpful", "reason", "text", "language", "changed_at"],
    erase={"text": ""}, keep=_("Whether articles helped you, without your words, so that their counts stay right."),
)  # fmt: skip
privacy.declare(
    "feedback.MissingAnswer", erase=forget_searches, staff=["settled_by"],
    keep=_("Words that others searched for as well; nobody can see who did."),
)  # fmt: skip
