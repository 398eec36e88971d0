"""Rooms, who is in them, and their messages.

`Room.last_seq` counts every durable change of a room. A message keeps the number it was written under (`seq`, its place
in the order) and the number of its last change (`change_seq`, its place in catch-up); an edit moves the second only.
"""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from community.chat.enums import MemberRole, MessageKind, MessageState, Notify, PostPolicy, RoomKind, RoomState, Visibility
from portal.accounts.roles import Role, has_role
from portal.core.clock import now
from portal.core.i18n import SlugQuerySet, TranslatedModel
from portal.customers.models import Party
from portal.topics.models import Topic


class RoomQuerySet(SlugQuerySet):
    """Reads of rooms start at `readable_by` or `visible_to`."""

    def _mine(self, user: Any) -> Q:
        if not getattr(user, "is_authenticated", False):
            return Q(pk__in=[])
        seats = Membership.objects.filter(party__user_id=user.pk).filter(Membership.seated())
        return Q(pk__in=seats.values("room_id"))

    def visible_to(self, user: Any) -> "RoomQuerySet":
        """Rooms whose name and description the user may know."""
        if has_role(user, Role.MODERATOR):
            return self
        return self.filter(Q(visibility=Visibility.LISTED) | self._mine(user))

    def readable_by(self, user: Any) -> "RoomQuerySet":
        """Rooms whose messages the user may read. Moderators read a members' room they do not sit in only by report."""
        return self.filter(Q(kind=RoomKind.PUBLIC, visibility=Visibility.LISTED) | self._mine(user))


class Room(TranslatedModel):
    """A place to talk; its messages have one unbroken order."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=RoomKind, default=RoomKind.PUBLIC)
    visibility = models.CharField(_("visibility"), max_length=8, choices=Visibility, default=Visibility.LISTED)
    title = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=140, allow_unicode=True, null=True, unique=True)
    description = models.TextField(_("description"), blank=True)
    topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, blank=True, related_name="rooms", verbose_name=_("topic"))
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="rooms", verbose_name=_("product"))
    language = models.CharField(_("language"), max_length=10, blank=True, help_text=_("Empty: every language is welcome."))
    position = models.PositiveIntegerField(_("position"), default=0)
    state = models.CharField(_("state"), max_length=8, choices=RoomState, default=RoomState.OPEN)
    post_policy = models.CharField(_("who writes"), max_length=8, choices=PostPolicy, default=PostPolicy.MEMBERS)
    slow_mode_s = models.PositiveIntegerField(_("seconds between messages of one person"), default=0)
    last_seq = models.PositiveBigIntegerField(default=0, editable=False)
    last_message_at = models.DateTimeField(null=True, blank=True, editable=False)
    epoch = models.UUIDField(default=uuid.uuid4, editable=False)
    """Changes when an older backup is restored: positions of the former epoch mean nothing then."""
    created_at = models.DateTimeField(default=now, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("chat room")
        verbose_name_plural = _("chat rooms")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The room's page in the active language."""
        return reverse("chat:room", kwargs={"slug": self.slug})

    @property
    def hub_topic(self) -> str:
        """The room's name on the sockets' hub."""
        return f"room:{self.pk}"


class Membership(models.Model):
    """A party's seat in a room. The row stays when the party leaves, so that reading marks survive a return."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="chat_memberships")
    role = models.CharField(max_length=10, choices=MemberRole, default=MemberRole.MEMBER)
    notify = models.CharField(max_length=8, choices=Notify, default=Notify.MENTION)
    joined_at = models.DateTimeField(default=now)
    joined_seq = models.PositiveBigIntegerField(default=0)
    left_at = models.DateTimeField(null=True, blank=True)
    read_seq = models.PositiveBigIntegerField(default=0)
    muted_until = models.DateTimeField(null=True, blank=True)
    banned_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        constraints = [models.UniqueConstraint(fields=["room", "party"], name="chat_membership_once")]
        indexes = [models.Index(fields=["party", "left_at"], name="chat_membership_of_party")]

    def __str__(self) -> str:
        return f"{self.party_id} in {self.room_id}"

    @staticmethod
    def seated() -> Q:
        """The condition of a seat that counts now: not left, not banned."""
        return Q(left_at__isnull=True) & (Q(banned_until__isnull=True) | Q(banned_until__lte=now()))

    @property
    def is_seated(self) -> bool:
        return self.left_at is None and not self.is_banned

    @property
    def is_banned(self) -> bool:
        return self.banned_until is not None and self.banned_until > now()

    @property
    def is_muted(self) -> bool:
        return self.muted_until is not None and self.muted_until > now()


class MessageQuerySet(models.QuerySet):
    """Reads of messages start at `visible_to`."""

    def visible_to(self, user: Any) -> "MessageQuerySet":
        """Messages of rooms the user may read (hidden and deleted ones are among them, as tombstones)."""
        return self.filter(room__in=Room.objects.readable_by(user))


class Message(models.Model):
    """One message. Hidden and deleted ones stay as tombstones, so that every reader's copy can be made true."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    seq = models.PositiveBigIntegerField()
    change_seq = models.PositiveBigIntegerField()
    sender = models.ForeignKey(Party, on_delete=models.SET_NULL, null=True, blank=True, related_name="chat_messages")
    sender_name = models.CharField(max_length=60)
    """What others read; kept when the sender is erased."""
    sender_role = models.CharField(max_length=10, choices=MemberRole, default=MemberRole.MEMBER)
    cid = models.UUIDField(default=uuid.uuid4)
    """The sender's own key: sending it twice is sending it once, for ever."""
    kind = models.CharField(max_length=10, choices=MessageKind, default=MessageKind.TEXT)
    body_md = models.TextField()
    body_html = models.TextField()
    body_version = models.PositiveSmallIntegerField(default=0)
    reply_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    lang = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(Party, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.VISIBLE)
    hidden_reason = models.CharField(max_length=40, blank=True)
    """The code of the reason, which the author reads."""
    hidden_note = models.TextField(blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="chat_message_seq_once"),
            models.UniqueConstraint(fields=["room", "change_seq"], name="chat_message_change_once"),
            models.UniqueConstraint(fields=["sender", "cid"], name="chat_message_cid_once"),
            models.CheckConstraint(condition=Q(change_seq__gte=F("seq")), name="chat_message_change_after_seq"),
        ]
        ordering: ClassVar[list[str]] = ["room", "seq"]

    def __str__(self) -> str:
        return f"{self.sender_name}: {self.body_md[:40]}"

    @property
    def gone(self) -> str:
        """'deleted', 'hidden' or '' for a message that can be read."""
        if self.deleted_at:
            return "deleted"
        return "hidden" if self.state == MessageState.HIDDEN else ""


class MessageRevision(models.Model):
    """What a message said before its n-th edit."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions")
    n = models.PositiveIntegerField()
    body_md = models.TextField()
    editor = models.ForeignKey(Party, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("earlier text")
        constraints = [models.UniqueConstraint(fields=["message", "n"], name="chat_revision_once")]
        ordering: ClassVar[list[str]] = ["message", "n"]

    def __str__(self) -> str:
        return f"{self.message_id} #{self.n}"
