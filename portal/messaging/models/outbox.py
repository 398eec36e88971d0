"""What the embedded channels would have sent, for staff to look at. Mails lie beside it as files (portal.core.outbox)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.enums import ContactChannel
from portal.customers.models import Party


class OutboxEntry(models.Model):
    """One message that an embedded channel took; once a reference."""

    reference = models.CharField(max_length=80, unique=True)
    channel = models.CharField(max_length=10, choices=ContactChannel)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    recipient = models.CharField(max_length=400)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    details = models.JSONField(default=dict, blank=True)
    document = models.BinaryField(default=b"", blank=True)
    """The PDF of a fax."""
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("message of the outbox")
        verbose_name_plural = _("messages of the outbox")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="outbox_newest"),
            models.Index(fields=["channel", "-created_at", "-id"], name="outbox_of_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.recipient}"
