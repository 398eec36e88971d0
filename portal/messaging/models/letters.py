"""Letters on paper: each a finished PDF, printed in batches."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.models import Party
from portal.messaging.models.messages import Message


class LetterBatch(models.Model):
    """Letters that are printed together: one PDF, and a list of whose sheets are which."""

    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    letters_count = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    printed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("batch of letters")
        verbose_name_plural = _("batches of letters")

    def __str__(self) -> str:
        return f"{self.pk} {self.created_at:%Y-%m-%d}"


class PaperLetter(models.Model):
    """One letter, set and ready for the printer."""

    reference = models.CharField(max_length=80, unique=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="letters_on_paper")
    recipient = models.CharField(max_length=400)
    subject = models.CharField(max_length=300)
    language = models.CharField(max_length=10)
    pages = models.PositiveSmallIntegerField()
    document = models.BinaryField()
    """The PDF."""
    batch = models.ForeignKey(LetterBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [models.Index(fields=["batch", "id"], name="letter_of_batch")]

    def __str__(self) -> str:
        return self.subject
