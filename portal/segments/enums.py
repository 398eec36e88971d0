"""The closed lists of the segments app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mode(TextChoices):
    LIVE = "live", _("Live")
    FROZEN = "frozen", _("Frozen")


class Direction(TextChoices):
    IN = "in", _("Came in")
    OUT = "out", _("Went out")


class Because(TextChoices):
    """Why a customer came in or went out."""

    FACTS = "facts", _("Something happened or was learnt")
    DAY = "day", _("Time passed")
    EDITED = "edited", _("The segment was changed")
    CHECK = "check", _("Found by the nightly check")
