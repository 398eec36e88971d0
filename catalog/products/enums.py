"""The closed lists of the catalogue."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProductKind(TextChoices):
    SERIAL = "serial", _("Good with a serial number")
    CONSUMABLE = "consumable", _("Good without a serial number")
    PART = "part", _("Spare part")
    DIGITAL = "digital", _("Digital product")
    SERVICE = "service", _("Service")
    SUBSCRIPTION = "subscription", _("Subscription")


class Lifecycle(TextChoices):
    ON_SALE = "on_sale", _("On sale")
    END_OF_SALE = "end_of_sale", _("No longer sold")
    END_OF_SUPPORT = "end_of_support", _("No longer supported")


class AttributeType(TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    CHOICE = "choice", _("Choice")
    BOOLEAN = "boolean", _("Yes or no")


class MediaKind(TextChoices):
    PICTURE = "picture", _("Picture")
    MANUAL = "manual", _("User manual")
    DATASHEET = "datasheet", _("Data sheet")


class LinkKind(TextChoices):
    RELATED = "related", _("Goes well with it")
    ACCESSORY = "accessory", _("Accessory")
    SPARE = "spare", _("Spare part")
    REPLACES = "replaces", _("Replaces")
