"""The closed lists of feedback."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """Why an article did not help."""

    UNANSWERED = "unanswered", _("It does not answer my question")
    WRONG = "wrong", _("Something in it is wrong or out of date")
    UNCLEAR = "unclear", _("It is hard to follow")
    OTHER = "other", _("Something else")


class MissingState(TextChoices):
    """What became of a question that search could not answer."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    DISMISSED = "dismissed", _("Set aside")
