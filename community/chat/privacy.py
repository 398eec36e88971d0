"""What chat holds of people."""

from django.utils.translation import gettext_lazy as _

from community.chat.actions import erasing
from portal.core import privacy

privacy.not_personal("chat.Room")
privacy.declare(
    "chat.Membership", of=["party"], export=["room__code", "room__title", "role", "notify", "joined_at", "left_at"], erase=privacy.DELETE
)
privacy.declare(
    "chat.Message", of=["sender"], export=["room__code", "created_at", "body_md", "edited_at", "deleted_at", "state", "lang"],
    erase=erasing.leave_rooms, staff=["deleted_by"],
    keep=_("What you wrote in rooms, if you left it to the others; your name is no longer beside it."),
)  # fmt: skip
privacy.declare(
    "chat.MessageRevision", of=["message__sender"], export=["message__room__code", "at", "n", "body_md"], erase=privacy.DELETE,
    staff=["editor"],
)  # fmt: skip
