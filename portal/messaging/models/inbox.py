"""A customer's inbox on this site."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.enums import Purpose
from portal.customers.models import Party
from portal.messaging.models.messages import Message


class InboxItem(models.Model):
    """One message as it lies in a customer's inbox, in the words it was written in."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="inbox")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reference = models.CharField(max_length=80, unique=True)
    """Of the message that brought it: laid down once, however often it is tried."""
    purpose = models.CharField(max_length=20, choices=Purpose)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    html = models.TextField()
    created_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message in an inbox")
        verbose_name_plural = _("messages in inboxes")
        indexes = [
            models.Index(fields=["party", "-created_at", "-id"], name="inbox_newest"),
            models.Index(fields=["party"], condition=Q(read_at__isnull=True, archived_at__isnull=True), name="inbox_unread"),
        ]

    def __str__(self) -> str:
        return self.subject
