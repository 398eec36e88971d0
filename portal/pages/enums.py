"""The closed lists of the pages."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActivityKind(TextChoices):
    ACTIVITY = "activity", _("Activities")
    APPLICATION = "application", _("Applications")


class ChannelKind(TextChoices):
    MAIL = "mail", _("E-mail")
    TELEPHONE = "telephone", _("Telephone")
    TOLLFREE = "tollfree", _("Toll-free telephone")
    FAX = "fax", _("Fax")
    POST = "post", _("Letter")
    VISIT = "visit", _("Visit us")


CHANNEL_ICONS = {"mail": "mail", "telephone": "phone", "tollfree": "phone-call", "fax": "printer", "post": "mailbox", "visit": "map-pin"}
