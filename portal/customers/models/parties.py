"""Parties, what identifies them, what is known of them, and who belongs to whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.core.i18n import LANGUAGE_NAMES
from portal.core.labels import displayed
from portal.customers import identify
from portal.customers.enums import ATTRIBUTE_LABELS, IdentifierKind, PartyKind, RelationRole, Source


class Party(models.Model):
    """A person, household or organisation; may exist long before it can sign in."""

    kind = models.CharField(_("kind"), max_length=12, choices=PartyKind, default=PartyKind.PERSON)
    handle = models.CharField(_("public name"), max_length=40, blank=True)
    handle_key = models.CharField(max_length=60, unique=True, null=True, editable=False)
    """The handle folded for comparison, so that look-alikes collide; null while there is no handle."""
    billed_name = models.CharField(_("name on letters and bills"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="party")
    """The login of this party, kept beside its `login` identifier for the common read."""
    created_at = models.DateTimeField(default=now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [models.Index(fields=["-created_at", "-id"], name="party_newest")]

    def __str__(self) -> str:
        return self.billed_name or self.handle or f"#{self.pk}"

    get_kind_display = displayed("kind", PartyKind)

    @property
    def public_name(self) -> str:
        """What others read; never the billed name."""
        return self.handle or f"guest-{self.pk}"

    @property
    def language_name(self) -> str:
        """His language by its own name."""
        return LANGUAGE_NAMES.get(self.language, self.language)


class Identifier(models.Model):
    """Something that points to one party: an address, a number, a login, a browser."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=IdentifierKind)
    system = models.CharField(max_length=40, blank=True, help_text=_("Which system gave it, for numbers of other systems."))
    value_norm = models.CharField(max_length=320)
    value_raw = models.CharField(max_length=320)
    verified_at = models.DateTimeField(null=True, blank=True)
    shared = models.BooleanField(default=False)
    source = models.CharField(max_length=10, choices=Source, default=Source.CUSTOMER)
    first_seen_at = models.DateTimeField(default=now)
    last_seen_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("identifier")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "system", "value_norm"],
                condition=Q(verified_at__isnull=False, shared=False, ended_at__isnull=True),
                name="identifier_verified_once",
            ),
            models.UniqueConstraint(
                fields=["party", "kind", "system", "value_norm"], condition=Q(ended_at__isnull=True), name="identifier_once_a_party"
            ),
        ]
        indexes = [models.Index(fields=["kind", "value_norm"], name="identifier_lookup")]

    def __str__(self) -> str:
        return self.value_raw

    get_kind_display = displayed("kind", IdentifierKind)
    get_source_display = displayed("source", Source)

    @property
    def readable(self) -> str:
        """The address or number as people write it."""
        return identify.readable_phone(self.value_norm) if self.kind == IdentifierKind.PHONE else self.value_raw


class PartyFact(models.Model):
    """One thing somebody said of a party, with its source; several may stand side by side. Appended, never changed."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="facts")
    attribute = models.CharField(max_length=40)
    value = models.JSONField()
    source = models.CharField(max_length=10, choices=Source)
    observed_at = models.DateTimeField(default=now)
    confidence = models.DecimalField(max_digits=3, decimal_places=2, default=1)

    class Meta:
        verbose_name = _("profile fact")
        indexes = [models.Index(fields=["party", "attribute", "-observed_at"], name="party_fact_newest")]

    def __str__(self) -> str:
        return f"{self.attribute}={self.value}"

    @property
    def label(self) -> str:
        return str(ATTRIBUTE_LABELS.get(self.attribute, self.attribute))

    @property
    def readable(self) -> str:
        """The value as one line of text, lists and records too."""
        parts = self.value if isinstance(self.value, list) else [self.value]
        return ", ".join(" ".join(map(str, part.values())) if isinstance(part, dict) else str(part) for part in parts)


class Relationship(models.Model):
    """`party` is <role> of `other`, for a span of time."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="relations")
    role = models.CharField(max_length=20, choices=RelationRole)
    other = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="relations_of")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("relationship")
        constraints = [
            models.UniqueConstraint(fields=["party", "role", "other"], condition=Q(ended_on__isnull=True), name="relationship_once"),
            models.CheckConstraint(condition=~Q(party=F("other")), name="relationship_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.role} {self.other_id}"

    get_role_display = displayed("role", RelationRole)
