"""The user: one sign-in by e-mail (who the person is, as a customer, is `portal.customers`' Party); what the staff did with its rights."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.core.prepared import PreparedRows


class UserManager(BaseUserManager["User"]):
    """Users are made by e-mail address."""

    def _make(self, email: str, password: str | None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._make(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._make(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.lower())

    def get(self, *args: Any, **kwargs: Any) -> "User":
        """As always; by number alone, which every request of a signed-in person asks for, by a statement composed once."""
        number = kwargs.get("pk")
        if args or len(kwargs) != 1 or type(self) is not UserManager or self._db or not isinstance(number, int) or number >= 2**63:
            return super().get(*args, **kwargs)  # a manager of a relation is a class of its own: it knows conditions
        found = _by_number.first(number=number)
        if found is None:
            raise User.DoesNotExist
        return found


class User(AbstractUser):
    """A person who can sign in. `email` is unique whatever its case."""

    username = None
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    rights_version = models.PositiveIntegerField(default=1, editable=False)
    """Raised by every change of role, ban or session end; sockets compare it (portal.realtime)."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @cached_property
    def role_names(self) -> frozenset[str]:
        """The codes of the user's roles (`accounts.roles`); one query a request, none for customers."""
        return frozenset(self.groups.values_list("name", flat=True)) if self.is_staff else frozenset()


_by_number = PreparedRows(lambda number: User.objects.filter(pk=number), number=2**62 + 1)


class RoleChange(models.Model):
    """Who gave or took a role, when and why. Appended, never changed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_changes")
    role = models.CharField(_("role"), max_length=20)
    given = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("role change")
        indexes = [models.Index(fields=["-at", "-id"], name="role_change_newest")]


class Letter(models.Model):
    """A mail that waits to leave, as it will leave. The row goes once it has left or is no longer good: codes do not lie about."""

    sender = models.CharField(max_length=400)
    recipients = models.JSONField()
    content = models.BinaryField()
    is_secret = models.BooleanField()
    """It holds a code or a link that opens an account."""
    queued_at = models.DateTimeField(default=now)
    good_until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return f"letter {self.pk}"


class AuditEntry(models.Model):
    """A privileged act: who did what, about whom, why, and from where. The database refuses to change or delete a row;
    an erasure (portal.core.privacy) may empty what would name the person, and nothing else.
    """

    at = models.DateTimeField(default=now)
    actor = models.ForeignKey(User, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False)
    """Who did it; null for the system. The number stays whatever becomes of the user."""
    actor_name = models.CharField(max_length=254, blank=True)
    act = models.CharField(_("act"), max_length=60)
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    about_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    details = models.JSONField(default=dict, blank=True)
    address = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["about_type", "about_id", "-at"], name="audit_about"),
            models.Index(fields=["actor", "-at"], name="audit_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"


class KnownBrowser(models.Model):
    """A browser somebody has signed in with before, known by the hash of a random mark in its cookie."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_browsers")
    mark_hash = models.CharField(max_length=64)
    name = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=64, blank=True)
    first_seen_at = models.DateTimeField(default=now)
    last_seen_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("known browser")
        constraints = [models.UniqueConstraint(fields=["user", "mark_hash"], name="known_browser_once")]

    def __str__(self) -> str:
        return self.name


class Impersonation(models.Model):
    """One of the staff sees the pages of a customer as he does, for a while and for a reason."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    started_at = models.DateTimeField(default=now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("view as a customer")
        constraints = [
            models.UniqueConstraint(fields=["by"], condition=Q(ended_at__isnull=True), name="impersonation_one_at_a_time"),
            models.CheckConstraint(condition=~Q(by=models.F("user")), name="impersonation_of_another"),
            models.CheckConstraint(condition=Q(until__gt=models.F("started_at")), name="impersonation_ends_later"),
        ]
        indexes = [models.Index(fields=["user", "-started_at"], name="impersonation_of_user")]

    def __str__(self) -> str:
        return f"{self.by_id} as {self.user_id}"

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and self.until > now()
