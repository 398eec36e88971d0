"""What chat adds to the apps below it."""

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from catalog.products import panels as product_panels
from community.chat import panels, reportable
from community.chat.consumers import ChatConsumer
from community.chat.source import RoomSource
from community.moderation import reportables
from community.moderation import rules as moderation_rules
from portal.accounts import audit
from portal.accounts.roles import Role, grant
from portal.core import menus
from portal.customers import panels as customer_panels
from portal.customers import timeline, traits
from portal.realtime.routing import routes
from portal.realtime.sources import sources
from portal.search import kinds


class RoomAttributes(BaseModel):
    """The room by its English name, which stays readable when the room is gone."""

    model_config = ConfigDict(extra="forbid")
    room: str


class SentAttributes(RoomAttributes):
    message: int


_RIGHTS = [f"chat.{verb}_room" for verb in ("add", "change", "view")]
grant("chat", Role.EDITOR, _RIGHTS)
grant("chat", Role.ADMINISTRATOR, _RIGHTS)

_STAFF = (Role.AGENT, Role.MODERATOR, Role.MARKETER)
timeline.register(timeline.Kind(
    "chat.joined", label=_("Joined a room"), sentence=_("You joined the room %(room)s."), schema=RoomAttributes, icon="door-open",
    roles=_STAFF, named="room",
))  # fmt: skip
timeline.register(timeline.Kind(
    "chat.left", label=_("Left a room"), sentence=_("You left the room %(room)s."), schema=RoomAttributes, icon="log-out", roles=_STAFF,
    named="room",
))  # fmt: skip
timeline.register(timeline.Kind(
    "chat.sent", label=_("Sent a message"), sentence=_("You wrote in the room %(room)s."), schema=SentAttributes, icon="message-circle",
    roles=_STAFF, named="room",
))  # fmt: skip
traits.counts_as("chat.sent", traits.Activity.TALK)

audit.acts.add("chat.slow_mode", _("Changed a room's slow mode"))
audit.acts.add("chat.room_state", _("Opened, locked or archived a room"))

menus.main.add("community", menus.Entry(_("Community"), "chat:rooms", order=40, icon="messages-square"))

menus.desk.add(
    "rooms",
    menus.Entry(
        _("Chat rooms"), "chat_desk:rooms", order=305, icon="messages-square", group=_("Community"), allowed=moderation_rules.can_moderate
    ),
)

kinds.add("room", kinds.Kind(_("Chat rooms"), order=50, icon="messages-square"))
sources.add("room", RoomSource())
routes.add("chat", ("ws/chat/", ChatConsumer))
reportables.registry.add("chat.message", reportable.messages)
product_panels.registry.add("chat", panels.rooms_of_product)
customer_panels.mine.add("chat", panels.my_rooms)
