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
    POST = "post", _("Postal address")
    FAX = "fax", _("Fax number")
    PUSH = "push", _("Notifications of a browser")


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
    "source": _("Source"), "purpose": _("Purpose"), "by": _("Way"), "before": _("Before"), "after": _("After"),
    "fields": _("Fields"), "what": _("What"),
    "billed_name": _("Name on letters and bills"), "language": _("Language"), "time_zone": _("Time zone"), "room": _("Room"),
    "reason": _("Reason"), "query": _("Searched for"), "tutorial": _("Tutorial"), "question": _("Question"), "helpful": _("Helpful"),
    "birth_date": _("Date of birth"), "street": _("Street"), "postcode": _("Postcode"), "country": _("Country"), "company": _("Company"),
    "title": _("Title"), "message": _("Message"),
    "number": _("Customer number"), "automatic": _("By itself"),
    "place": _("Place"), "why": _("Reason"), "note": _("Note"), "ends": _("Ends"), "text": _("Text"), "subject": _("Subject"),
    "outcome": _("Outcome"), "page": _("Page"), "link": _("Link"),
    "theme": _("Appearance"), "topics": _("Topics"), "quiet": _("Quiet hours"), "paused_until": _("Pause"),
    "personalised": _("Personal choice"), "measured": _("Counting of opened messages"),
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
    SMS = "sms", _("Text message")
    PUSH = "push", _("Notification")
    INBOX = "inbox", _("Inbox on this site")


class Direction(TextChoices):
    IN = "in", _("From the customer")
    OUT = "out", _("To the customer")
    NONE = "none", _("Internal")


class RelationRole(TextChoices):
    HOUSEHOLD_MEMBER = "household_member", _("Member of the household")
    EMPLOYEE = "employee", _("Works for")
    CARER = "carer", _("Acts for")


class ContactChannel(TextChoices):
    """How we reach a customer; each has the kind of identifier it writes to (`IDENTIFIER_OF`)."""

    EMAIL = "email", _("E-mail")
    INBOX = "inbox", _("Inbox on this site")
    PUSH = "push", _("Notification")
    SMS = "sms", _("Text message")
    PHONE = "phone", _("Telephone")
    LETTER = "letter", _("Letter")
    FAX = "fax", _("Fax")


IDENTIFIER_OF = {
    ContactChannel.EMAIL: IdentifierKind.EMAIL, ContactChannel.INBOX: IdentifierKind.LOGIN, ContactChannel.PUSH: IdentifierKind.PUSH,
    ContactChannel.SMS: IdentifierKind.PHONE, ContactChannel.PHONE: IdentifierKind.PHONE, ContactChannel.LETTER: IdentifierKind.POST,
    ContactChannel.FAX: IdentifierKind.FAX,
}  # fmt: skip


class Purpose(TextChoices):
    """Why we write. Each has one basis (`BASIS_OF`); 'account' and 'service' are owed to the customer, never advertising."""

    ACCOUNT = "account", _("Your account and its safety")
    SERVICE = "service", _("Your orders and requests")
    COMMUNITY = "community", _("Replies and mentions in the community")
    NEWS = "news", _("News")
    OFFERS = "offers", _("Offers")
    SURVEYS = "surveys", _("Questions about how we did")


ATTRIBUTE_LABELS |= {f"channels.{purpose}": purpose.label for purpose in Purpose}


class Basis(TextChoices):
    """On what ground we may write (GDPR, Article 6(1))."""

    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("Contract")
    INTEREST = "interest", _("Legitimate interest")


BASIS_OF = {
    Purpose.ACCOUNT: Basis.CONTRACT, Purpose.SERVICE: Basis.CONTRACT, Purpose.COMMUNITY: Basis.INTEREST,
    Purpose.NEWS: Basis.CONSENT, Purpose.OFFERS: Basis.CONSENT, Purpose.SURVEYS: Basis.CONSENT,
}  # fmt: skip


class ConsentAction(TextChoices):
    GRANT = "grant", _("Agreed")
    CONFIRM = "confirm", _("Confirmed")
    WITHDRAW = "withdraw", _("Withdrew")
    OBJECT = "object", _("Objected")
    EXPIRE = "expire", _("Ran out")


class ConsentStatus(TextChoices):
    PENDING = "pending", _("Waits for confirmation")
    GRANTED = "granted", _("Agreed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OBJECTED = "objected", _("Objected")
    EXPIRED = "expired", _("Ran out")


class ConsentSource(TextChoices):
    """Through which door an act of consent came."""

    SIGNUP = "signup", _("When signing up")
    PREFERENCES = "preferences", _("In the preferences")
    LINK = "link", _("In the preferences, by the link in a message")
    ONE_CLICK = "one_click", _("With the unsubscribe button of the mail program")
    MAILTO = "mailto", _("By a mail to our unsubscribe address")
    CONFIRMATION = "confirmation", _("With the confirmation we wrote")
    FORM = "form", _("With a form on this site")
    TELEPHONE = "telephone", _("Told on the telephone")
    DESK = "desk", _("Noted by our staff")
    IMPORT = "import", _("Taken over from another system")
    COMPLAINT = "complaint", _("By a complaint")
    SYSTEM = "system", _("By itself")


class SuppressionReason(TextChoices):
    BOUNCE = "bounce", _("The address does not exist")
    COMPLAINT = "complaint", _("The recipient complained")
    ERASURE = "erasure", _("The customer left")
    STAFF = "staff", _("Blocked by staff")
    REQUEST = "request", _("The recipient asked for it")


class PreferenceSource(TextChoices):
    DECLARED = "declared", _("Said by the customer")
    OBSERVED = "observed", _("Seen in use")
    INFERRED = "inferred", _("Concluded")


class CandidateState(TextChoices):
    OPEN = "open", _("To be decided")
    MERGED = "merged", _("The same")
    NEVER = "never", _("Never the same")


class ExportState(TextChoices):
    ASKED = "asked", _("Being made")
    READY = "ready", _("Ready")
    GONE = "gone", _("Expired")


class ErasureState(TextChoices):
    ASKED = "asked", _("Waits for its day")
    RUNNING = "running", _("Being carried out")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", _("Withdrawn")
