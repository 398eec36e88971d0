"""Consent as a ledger: every grant, confirmation and withdrawal is one appended row, bound to the contact point it is for.

`ConsentState` is derived and can be built anew. `Suppression` knows addresses by hash only and survives erasure.
`Contact` is the one ledger of everything that reached a person, whoever sent it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.core.labels import displayed
from portal.customers.enums import Basis, ConsentAction, ConsentStatus, ContactChannel, Purpose, SuppressionReason
from portal.customers.models.parties import Identifier, Party


class ConsentText(models.Model):
    """The words somebody agreed to: one version of one purpose in one language, never changed once published."""

    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    language = models.CharField(_("language"), max_length=10)
    version = models.PositiveIntegerField(_("version"))
    body = models.TextField(_("text"))
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("consent text")
        constraints = [models.UniqueConstraint(fields=["purpose", "language", "version"], name="consent_text_version")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.language} v{self.version}"


class ConsentEvent(models.Model):
    """One act of consent; appended, never changed."""

    identifier = models.ForeignKey(Identifier, on_delete=models.PROTECT, related_name="consent_events")
    purpose = models.CharField(max_length=20, choices=Purpose)
    channel = models.CharField(max_length=10, choices=ContactChannel)
    action = models.CharField(max_length=10, choices=ConsentAction)
    basis = models.CharField(max_length=12, choices=Basis, default=Basis.CONSENT)
    at = models.DateTimeField(default=now)
    effective_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=40)
    """Through which door: 'preferences', 'one_click', 'import', 'desk', 'complaint' …"""
    evidence = models.JSONField(default=dict, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)

    class Meta:
        verbose_name = _("consent event")
        indexes = [models.Index(fields=["identifier", "purpose", "channel", "-at", "-id"], name="consent_event_newest")]

    def __str__(self) -> str:
        return f"{self.action} {self.purpose}/{self.channel}"

    get_action_display = displayed("action", ConsentAction)


class ConsentState(models.Model):
    """Derived: what holds now for a contact point, purpose and channel."""

    identifier = models.ForeignKey(Identifier, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    channel = models.CharField(max_length=10, choices=ContactChannel)
    status = models.CharField(max_length=10, choices=ConsentStatus)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    event = models.ForeignKey(ConsentEvent, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("consent")
        constraints = [models.UniqueConstraint(fields=["identifier", "purpose", "channel"], name="consent_state_once")]
        indexes = [models.Index(fields=["purpose", "channel", "status", "identifier"], name="consent_state_audience")]

    def __str__(self) -> str:
        return f"{self.status} {self.purpose}/{self.channel}"

    get_status_display = displayed("status", ConsentStatus)


class Suppression(models.Model):
    """An address nothing is sent to, known by keyed hash so that it outlives erasure. Empty purpose: for every purpose."""

    address_hash = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=ContactChannel)
    purpose = models.CharField(max_length=20, choices=Purpose, blank=True)
    reason = models.CharField(max_length=12, choices=SuppressionReason)
    note = models.CharField(_("what happened"), max_length=300, blank=True)
    """What led to it, without the address."""
    at = models.DateTimeField(default=now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_because = models.CharField(_("reason for lifting"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("suppression")
        constraints = [
            models.UniqueConstraint(
                fields=["address_hash", "channel", "purpose"], condition=Q(lifted_at__isnull=True), name="suppression_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.reason}"


class Contact(models.Model):
    """Something that was sent to a person, by whichever app: caps count these rows."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="contacts_made")
    identifier = models.ForeignKey(Identifier, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=10, choices=ContactChannel)
    purpose = models.CharField(max_length=20, choices=Purpose)
    at = models.DateTimeField(default=now)
    reference = models.CharField(max_length=80, unique=True)
    """What was sent, e.g. 'messaging.message:12'; noted once."""

    class Meta:
        verbose_name = _("contact made")
        indexes = [models.Index(fields=["party", "-at"], name="contact_of_party")]

    def __str__(self) -> str:
        return f"{self.channel} {self.purpose} {self.at:%Y-%m-%d}"
