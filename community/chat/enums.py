"""The closed lists of chat."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoomKind(TextChoices):
    """Who may read. Private rooms, direct messages and support rooms will be further kinds."""

    PUBLIC = "public", _("Open to everybody")
    MEMBERS = "members", _("Members only")


class Visibility(TextChoices):
    """Who learns that the room exists."""

    LISTED = "listed", _("Listed")
    HIDDEN = "hidden", _("Known to members only")


class RoomState(TextChoices):
    OPEN = "open", _("Open")
    LOCKED = "locked", _("Locked: reading only")
    ARCHIVED = "archived", _("Archived")


class PostPolicy(TextChoices):
    MEMBERS = "members", _("Every member writes")
    STAFF = "staff", _("Only staff and the room's moderators write")


class MemberRole(TextChoices):
    MEMBER = "member", _("Member")
    MODERATOR = "moderator", _("Moderator")
    OWNER = "owner", _("Owner")
    AGENT = "agent", _("Support agent")


class Notify(TextChoices):
    ALL = "all", _("Every message")
    MENTION = "mention", _("Mentions and replies")
    NONE = "none", _("Nothing")


class MessageKind(TextChoices):
    TEXT = "text", _("Text")
    SYSTEM = "system", _("Notice of the room")


class MessageState(TextChoices):
    VISIBLE = "visible", _("Visible")
    HIDDEN = "hidden", _("Hidden by a moderator")
