"""What becomes of somebody's messages when he leaves for good."""

from typing import Any

from community.chat.actions import messages
from community.chat.models import Message
from portal.core import pagecache
from portal.core.clock import now
from portal.core.privacy import Subject


def leave_rooms(subject: Subject) -> int:
    """His name leaves every message; with `keep_words` the texts stay, else they go and tombstones are left. Open rooms are told."""
    rows = Message.objects.filter(sender_id__in=subject.party_ids).select_related("room").order_by("room_id", "seq")
    count = 0
    for message in rows.iterator(chunk_size=500):
        nameless: dict[str, Any] = {"sender_name": f"guest-{message.sender_id}", "hidden_note": ""}
        if not subject.keep_words:
            nameless |= {"body_md": "", "body_html": "", "deleted_at": message.deleted_at or now()}
        if any(getattr(message, name) != value for name, value in nameless.items()):
            count += messages.change(message, {}, nameless)
    pagecache.content_changed()
    return count
