"""Messages, the mailings they belong to, and what came back of them.

A message's row is the truth: progress is a count of rows, going on needs no checkpoint. Claim, commit, hand over, mark.
The Message-ID of a mail follows from its row's number (`portal.messaging.references`), so that it is the same however often it is tried.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.enums import ContactChannel, Purpose
from portal.customers.models import Identifier, Party
from portal.messaging.enums import EventKind, MailingClass, MailingState, MessageState
from portal.messaging.models.templates import MessageTemplate


class Mailing(models.Model):
    """Many messages under one policy: when, how fast, how late at most, and what to do with unknown ones."""

    name = models.CharField(_("name"), max_length=160)
    purpose = models.CharField(max_length=20, choices=Purpose)
    mailing_class = models.CharField(max_length=14, choices=MailingClass, default=MailingClass.PROMOTIONAL)
    state = models.CharField(max_length=10, choices=MailingState, default=MailingState.DRAFT)
    origin = models.CharField(max_length=80, blank=True, db_index=True)
    """Which thing of which app asked for it, e.g. 'campaigns.campaign:7'."""
    starts_at = models.DateTimeField(null=True, blank=True)
    latest_start_at = models.DateTimeField(null=True, blank=True)
    """A message not begun by then is skipped as late, so that a restored backup does not send yesterday's mail."""
    per_minute = models.PositiveIntegerField(_("at most a minute"), default=0, help_text=_("0: as fast as the channel goes."))
    tracking = models.BooleanField(_("measure opens and clicks of those who agreed"), default=False)
    window_at = models.DateTimeField(null=True, blank=True, editable=False)
    window_taken = models.PositiveIntegerField(default=0, editable=False)
    """How many of `per_minute` were taken in the present window, by all senders together."""
    created_at = models.DateTimeField(default=now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """One message for one recipient on one channel."""

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="messages")
    unit = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Who counts as one recipient: the household, else the party."""
    identifier = models.ForeignKey(Identifier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address_norm = models.CharField(max_length=320, blank=True)
    channel = models.CharField(max_length=10, choices=ContactChannel)
    purpose = models.CharField(max_length=20, choices=Purpose)
    language = models.CharField(max_length=10)
    template = models.ForeignKey(MessageTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    template_version = models.PositiveIntegerField(default=0, db_default=0)
    """Which version of its words leaves, whatever the template says by then (a campaign's approved ones); 0: the newest."""
    variant = models.CharField(max_length=20, blank=True)
    context = models.JSONField(default=dict, blank=True)
    choice = models.JSONField(default=dict, blank=True)
    """Why this channel: each channel looked at, with its verdict and cost."""
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    reason = models.CharField(max_length=40, blank=True)
    """Why it was skipped or failed: a code of `customers.gate.Reason`, or the carrier's."""
    detail = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField(default=now)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    """When its sender was about to hand it over. A claimed message without it has certainly not left."""
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    cost_minor = models.PositiveIntegerField(default=0, help_text=_("Hundredths of the house currency."))
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    """The sender's own key: asking twice is asking once."""
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["mailing", "unit"], condition=Q(mailing__isnull=False), name="message_once_a_unit"),
            models.UniqueConstraint(
                fields=["mailing", "channel", "address_norm"], condition=Q(mailing__isnull=False) & ~Q(address_norm=""),
                name="message_once_an_address",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.CLAIMED) | Q(claim__isnull=False, claimed_at__isnull=False), name="message_claim_is_whole"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["mailing", "due_at", "id"], condition=Q(state=MessageState.QUEUED), name="message_due_of_mailing"),
            models.Index(fields=["claimed_at"], condition=Q(state=MessageState.CLAIMED), name="message_claimed"),
            models.Index(fields=["mailing", "state", "id"], name="message_of_mailing"),
            models.Index(fields=["party", "-created_at", "-id"], name="message_of_party"),
            models.Index(fields=["channel", "address_norm", "-id"], name="message_of_address"),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            models.Index(fields=["mailing"], condition=Q(state=MessageState.UNKNOWN), name="message_unknown_of_mailing"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class DeliveryEvent(models.Model):
    """What came back of a message. `key` is a hash of provider, message, kind, recipient and time: providers repeat themselves."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind)
    at = models.DateTimeField(default=now)
    machine = models.BooleanField(default=False)
    """Done by a program: a scanner that follows links, a proxy that loads pictures."""
    detail = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("delivery event")
        indexes = [models.Index(fields=["message", "kind"], name="delivery_event_of_message")]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"
