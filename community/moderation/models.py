"""Reports, review items, sanctions and the log. Targets are generic: moderation stands below the apps it serves."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from community.moderation import rules
from community.moderation.enums import ItemState, LogAction, Outcome, Reason, SanctionKind, SanctionScope
from portal.core.clock import now
from portal.customers.models import Party


class ReviewItemQuerySet(models.QuerySet):
    """Reads of the queue start at `visible_to`."""

    def visible_to(self, user: Any) -> "ReviewItemQuerySet":
        return self if rules.can_moderate(user) else self.none()

    def waiting(self) -> "ReviewItemQuerySet":
        return self.exclude(state=ItemState.DONE)


class ReviewItem(models.Model):
    """One thing that waits for a decision, with all its reports. At most one a target is not decided."""

    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    author = models.ForeignKey(Party, on_delete=models.SET_NULL, null=True, blank=True, related_name="review_items")
    place_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place_id = models.PositiveBigIntegerField(null=True, blank=True)
    place = GenericForeignKey("place_type", "place_id")
    excerpt = models.TextField(blank=True)
    """The text as it was when it was first reported, so that an edit does not wipe the evidence."""
    score = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=ItemState, default=ItemState.OPEN)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    opened_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("review item")
        constraints = [
            models.UniqueConstraint(fields=["target_type", "target_id"], condition=~Q(state="done"), name="moderation_one_open_item"),
            models.CheckConstraint(condition=Q(state="done") | Q(outcome=""), name="moderation_outcome_when_done"),
        ]
        indexes = [
            models.Index(fields=["state", "-score", "id"], name="moderation_queue"),
            models.Index(fields=["author", "-opened_at"], name="moderation_items_of_author"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_done(self) -> bool:
        return self.state == ItemState.DONE

    def held_by_other(self, user: Any) -> bool:
        """Whether a colleague has it in hand now."""
        held = self.state == ItemState.CLAIMED and self.claimed_until is not None and self.claimed_until > now()
        return held and self.claimed_by_id != user.pk

    def held_by(self, user: Any) -> bool:
        held = self.state == ItemState.CLAIMED and self.claimed_until is not None and self.claimed_until > now()
        return held and self.claimed_by_id == user.pk


class Report(models.Model):
    """One reader's complaint about one thing; a second one by the same reader is the same one."""

    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="reports")
    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    reporter = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.TextField(_("note"), blank=True)
    weight = models.PositiveIntegerField(default=10)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("report")
        constraints = [models.UniqueConstraint(fields=["target_type", "target_id", "reporter"], name="moderation_report_once")]
        indexes = [models.Index(fields=["reporter", "-at"], name="moderation_reports_of_party")]
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.reason} #{self.item_id}"


class SanctionQuerySet(models.QuerySet):
    """Reads of sanctions on the desk start at `visible_to`."""

    def visible_to(self, user: Any) -> "SanctionQuerySet":
        return self if rules.can_moderate(user) else self.none()

    def active(self, moment: datetime | None = None) -> "SanctionQuerySet":
        """Those that hold now (at `moment`)."""
        moment = moment or now()
        return self.filter(lifted_at__isnull=True, starts_at__lte=moment).filter(Q(until__isnull=True) | Q(until__gt=moment))


class Sanction(models.Model):
    """What a moderator laid on a party, for a while, with a reason the party reads."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="sanctions")
    kind = models.CharField(_("kind"), max_length=8, choices=SanctionKind, default=SanctionKind.SILENCE)
    scope = models.CharField(_("where"), max_length=6, choices=SanctionScope, default=SanctionScope.SITE)
    place_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place_id = models.PositiveBigIntegerField(null=True, blank=True)
    place = GenericForeignKey("place_type", "place_id")
    starts_at = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.TextField(_("note"), blank=True)
    item = models.ForeignKey(ReviewItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="sanctions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("starts_at")), name="moderation_sanction_ends_later"),
            models.CheckConstraint(
                condition=Q(scope="site", place_id__isnull=True) | Q(scope="room", place_id__isnull=False),
                name="moderation_sanction_has_place",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "until"], name="moderation_sanctions_of_party"),
            models.Index(fields=["-starts_at", "-id"], name="moderation_sanctions_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.party_id}"

    @property
    def is_active(self) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > now())


class ModerationLog(models.Model):
    """Every act of moderation, for ever: the database refuses to change or delete a row."""

    at = models.DateTimeField(default=now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    """Who did it. A deleted user's number stays: the row may not change, so the database does not check it."""
    actor_name = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=20, blank=True)
    action = models.CharField(max_length=12, choices=LogAction)
    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    target_id = models.PositiveBigIntegerField(null=True, blank=True)
    target = GenericForeignKey("target_type", "target_id")
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, null=True, blank=True, related_name="log")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Whom it concerns."""
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    note = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")
    """The decision this one takes back; unique, so that a decision is taken back once."""

    class Meta:
        verbose_name = _("entry of the moderation log")
        indexes = [models.Index(fields=["-at", "-id"], name="moderation_log_newest")]
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"
