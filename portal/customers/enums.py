"""The closed lists of the customers app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartyKind(TextChoices):
    PERSON = "person", _("Person")
    HOUSEHOLD = "household", _("Household")
    ORGANISATION = "organisation", _("Organisation")


class IdentifierKind(TextChoices):
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone number")
    LOGIN = "login", _("Sign-in")
    COOKIE = "cookie", _("Browser")
    EXTERNAL = "external", _("Number in another system")


class Source(TextChoices):
    SIGNUP = "signup", _("Signed up")
    CUSTOMER = "customer", _("Told by the customer")
    STAFF = "staff", _("Entered by staff")
    IMPORT = "import", _("Imported")
    PHONE = "phone", _("Told on the telephone")
    SHOP = "shop", _("Bought in a shop")


ATTRIBUTE_LABELS = {
    "name": _("Name"), "city": _("Town"), "trade": _("Trade"), "bio": _("About himself"), "languages": _("Languages"), "owns": _("Owns"),
    "email": _("E-mail address"),
    "source": _("Source"), "before": _("Before"), "after": _("After"), "fields": _("Fields"), "what": _("What"),
    "billed_name": _("Name on letters and bills"), "language": _("Language"), "time_zone": _("Time zone"), "room": _("Room"),
    "reason": _("Reason"), "query": _("Searched for"), "tutorial": _("Tutorial"), "question": _("Question"), "helpful": _("Helpful"),
}  # fmt: skip
"""How attributes of facts and acts are called on the desk; others show their own name."""


class Channel(TextChoices):
    WEB = "web", _("Web")
    CHAT = "chat", _("Chat")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    FAX = "fax", _("Fax")
    LETTER = "letter", _("Letter")
    SHOP = "shop", _("Shop")
    SYSTEM = "system", _("System")


class Direction(TextChoices):
    IN = "in", _("From the customer")
    OUT = "out", _("To the customer")
    NONE = "none", _("Internal")


class RelationRole(TextChoices):
    HOUSEHOLD_MEMBER = "household_member", _("Member of the household")
    EMPLOYEE = "employee", _("Works for")
    CARER = "carer", _("Acts for")
