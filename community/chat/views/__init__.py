"""What customers see of the rooms: pages, and the HTTP twin of every socket command."""

from community.chat.views.messages import delete, edit
from community.chat.views.reports import report
from community.chat.views.rooms import changes, history, join, leave, read, room, rooms, send

__all__ = ["changes", "delete", "edit", "history", "join", "leave", "read", "report", "room", "rooms", "send"]
