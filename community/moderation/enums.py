"""The closed lists of moderation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """Why something is reported, hidden or answered with a pause; the author reads the words."""

    SPAM = "spam", _("Advertising")
    RUDE = "rude", _("Rude or hurtful")
    OFF_TOPIC = "off-topic", _("Off topic")
    PERSONAL_DATA = "personal-data", _("Personal data")
    OTHER = "other", _("Something else")


class ItemState(TextChoices):
    OPEN = "open", _("Open")
    CLAIMED = "claimed", _("In hand")
    DONE = "done", _("Decided")


class Outcome(TextChoices):
    HIDDEN = "hidden", _("Hidden")
    RESTORED = "restored", _("Shown again")
    DISMISSED = "dismissed", _("Left as it is")


class SanctionScope(TextChoices):
    SITE = "site", _("everywhere")
    ROOM = "room", _("in one room")


class SanctionKind(TextChoices):
    WARN = "warn", _("Warning")
    SILENCE = "silence", _("Writing paused")
    SUSPEND = "suspend", _("Account suspended")


class LogAction(TextChoices):
    """What the log tells of."""

    REPORTED = "reported", _("reported")
    CLAIMED = "claimed", _("took in hand")
    HIDDEN = "hidden", _("hid")
    RESTORED = "restored", _("showed again")
    DISMISSED = "dismissed", _("left as it is")
    SILENCED = "silenced", _("paused the writing of")
    LIFTED = "lifted", _("lifted the pause of")
    BANNED = "banned", _("closed a room to")
    UNBANNED = "unbanned", _("opened a room again to")
    UNDONE = "undone", _("took back")
