"""The closed lists of messaging."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageState(TextChoices):
    """Where a message is. 'Unknown': its sender was killed after the claim, so that nobody can say whether it left."""

    QUEUED = "queued", _("Waits")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    SKIPPED = "skipped", _("Not sent")
    UNKNOWN = "unknown", _("Unknown whether sent")


class Cause(TextChoices):
    """Why a message was not sent, or what is open about it, beside the reasons of `customers.gate.Reason`."""

    NO_ADDRESS = "no_address", _("The customer cannot be reached on any of the channels.")
    LATE = "late", _("Its time was over before it could be sent.")
    STOPPED = "stopped", _("The mailing was stopped.")
    LOST = "lost", _("Its sender ended while handing it over.")
    NOT_RESENT = "not_resent", _("Perhaps it left. Advertising is never sent a second time.")
    RESENT_TOO_OFTEN = "resent_too_often", _("Perhaps it left. It was sent again several times already: somebody has to look.")
    GAVE_UP = "gave_up", _("The carrier refused it for now, too often.")
    REFUSED = "refused", _("The carrier refused it for good.")
    NO_MAILBOX = "no_mailbox", _("There is no such mailbox.")
    ASSUMED = "assumed", _("Staff found that it was sent.")
    NOT_ASSUMED = "not_assumed", _("Staff found that it was not sent.")


class MailingState(TextChoices):
    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Sending")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")


class MailingClass(TextChoices):
    """What becomes of a message whose sending is unknown: advertising is never repeated, what is owed is, under the same Message-ID."""

    PROMOTIONAL = "promotional", _("Advertising")
    TRANSACTIONAL = "transactional", _("Owed to the customer")


class EventKind(TextChoices):
    DELIVERED = "delivered", _("Delivered")
    BOUNCED_HARD = "hard", _("Refused for good")
    BOUNCED_SOFT = "soft", _("Refused for now")
    COMPLAINED = "complained", _("Reported as unwanted")
    OPENED = "opened", _("Opened")
    CLICKED = "clicked", _("Clicked")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    REPLIED = "replied", _("Answered")


CALL_LEASE = timedelta(minutes=30)
"""After this long a call that nobody finished may be taken by somebody else."""


class CallState(TextChoices):
    OPEN = "open", _("To be called")
    CLAIMED = "claimed", _("Being called")
    DONE = "done", _("Done")


class CallOutcome(TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    LATER = "later", _("Wants to be called later")
    WRONG = "wrong", _("Wrong number")
    REFUSED = "refused", _("Does not want calls")
    FORBIDDEN = "forbidden", _("May no longer be called")
    """Said by the gate, not by whoever calls: the customer took his consent back while the call waited."""
