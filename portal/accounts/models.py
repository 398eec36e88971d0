"""The user: one sign-in by e-mail. Who the person is, as a customer, is `portal.customers`' Party."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now


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
