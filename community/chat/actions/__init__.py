"""Every write of chat."""

from community.chat.actions.messages import LONGEST, Done, delete_message, edit_message, hide_message, restore_message, send_message
from community.chat.actions.rooms import ban_member, join_room, leave_room, make_room, mark_read, mute_member, set_room_state, set_slow_mode

__all__ = [
    "LONGEST", "Done", "ban_member", "delete_message", "edit_message", "hide_message", "join_room", "leave_room", "make_room",
    "mark_read", "mute_member", "restore_message", "send_message", "set_room_state", "set_slow_mode",
]  # fmt: skip
