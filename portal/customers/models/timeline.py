"""The timeline's rows.

Facts are appended, never changed: the database refuses it (migration `append_only`). Each carries the party of the
identifier it arrived on, so that a later merge of two parties moves no row.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.customers.enums import Channel, Direction
from portal.customers.models.parties import Identifier, Party


class Interaction(models.Model):
    """One act, one row, for ever. `kind` is a registered slug such as 'chat.sent'; written by `timeline.record` only."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="interactions")
    identifier = models.ForeignKey(Identifier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.IN)
    at = models.DateTimeField(default=now)
    recorded_at = models.DateTimeField(default=now, editable=False)
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    """Who did it. A deleted user's number stays: the row may not change, so the database does not check it."""
    amount = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    cost_minor = models.BigIntegerField(
        null=True, blank=True, help_text=_("Cost of serving this act, in hundredths of the house currency.")
    )
    attrs = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=40, default="portal")
    key = models.CharField(max_length=120, null=True, blank=True)
    """The act's own key at its source: recording it twice is recording it once."""
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by")

    class Meta:
        verbose_name = _("interaction")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], condition=Q(key__isnull=False), name="interaction_once_a_source"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | ~Q(currency=""), name="interaction_amount_has_currency"),
        ]
        indexes = [
            models.Index(fields=["party", "-at", "-id"], name="interaction_of_party"),
            models.Index(fields=["kind", "at"], include=["party", "id"], name="interaction_of_kind"),
        ]
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
