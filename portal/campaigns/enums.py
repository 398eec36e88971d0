"""The closed lists of campaigns."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CampaignState(TextChoices):
    """Draft and in review may be changed; approved waits for its time; the rest is history or at work."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")


class SignedIn(TextChoices):
    ANY = "any", _("Everybody")
    YES = "yes", _("Those with an account")
    NO = "no", _("Those without an account")


class Clock(TextChoices):
    """Whose clock the hour of sending is read on."""

    HOUSE = "house", _("At once for everybody")
    CUSTOMER = "customer", _("At that hour of each customer's own time zone")


class Arm(TextChoices):
    TREAT = "treat", _("Gets the campaign")
    HOLDOUT = "holdout", _("Hold-out")


class Decision(TextChoices):
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Sent back")


class Left(TextChoices):
    """Why a member of the segment is left out by the campaign itself; the gate's own reasons stand beside these."""

    GETS = "gets", _("Gets the message")
    HOLDOUT = "holdout", _("Hold-out: does not get it, so that there is something to compare with")
    HOUSEHOLD = "household", _("Somebody else of the same household gets it")
    ADDRESS = "address", _("Another customer with the same address gets it")
    MERGED = "merged", _("The same person as another customer here")
    LANGUAGE = "language", _("Reads a language this campaign is not for")
    ACCOUNT = "account", _("Has an account, or has none, unlike those this campaign is for")
    UNREACHABLE = "unreachable", _("No address for any of the channels")
    LATE = "late", _("His hour would come after the latest start")


class FormKind(TextChoices):
    """What a form of a landing page is for."""

    SIGN_UP = "sign_up", _("Sign up for e-mails")
    CALL = "call", _("Ask to be called")


class CallTime(TextChoices):
    ANY = "any", _("At any time")
    MORNING = "morning", _("In the morning")
    AFTERNOON = "afternoon", _("In the afternoon")


class Visitor(TextChoices):
    """Who came through a link."""

    PERSON = "person", _("Person")
    MACHINE = "machine", _("Machine")


class Placement(TextChoices):
    """Where a banner stands; each is a `{% place %}` of a page."""

    HOME = "home", _("Top of the home page")
    SHOP = "shop", _("Lists of the shop")
    HELP = "help", _("Help")
    COMMUNITY = "community", _("Community")
    MINE = "mine", _("My page")
