"""Every write of chat."""

from community.chat.actions.batches import Draft, send_together
from community.chat.actions.messages import LONGEST, Done, delete_message, edit_message, hide_message, restore_message, send_message
from community.chat.actions.rooms import (
    LONGEST_SLOW_MODE_S,
    ban_party,
    follow_change,
    join_room,
    leave_room,
    lift_ban,
    make_room,
    mark_read,
    mute_member,
    set_room_state,
    set_slow_mode,
)

__all__ = [
    "LONGEST", "LONGEST_SLOW_MODE_S", "Done", "Draft", "ban_party", "delete_message", "edit_message", "follow_change", "hide_message",
    "join_room", "leave_room", "lift_ban", "make_room", "mark_read", "mute_member", "restore_message", "send_message", "send_together",
    "set_room_state", "set_slow_mode",
]  # fmt: skip
