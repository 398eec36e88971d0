"""What readers get: messages and rooms as the plain data of docs/chat-protocol.md."""

from datetime import UTC, datetime
from typing import Any

from community.chat.refusals import WHY
from community.chat.rules import Standing
from portal.core import markdown

QUOTE_LENGTH = 140


def instant(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with a Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def quote(message: Any) -> dict[str, Any] | None:
    """What a reply shows of the message it answers."""
    if message is None:
        return None
    text = "" if message.gone else markdown.excerpt(message.body_html)
    text = text if len(text) <= QUOTE_LENGTH else text[: QUOTE_LENGTH - 1] + "…"
    return {"id": message.pk, "seq": message.seq, "name": message.sender_name, "text": text}


def message_data(message: Any, *, reader_id: int | None = None) -> dict[str, Any]:
    """A message for everybody; with `reader_id`, for this one reader (who sees what was hidden of his own)."""
    gone = message.gone
    data = {
        "id": message.pk,
        "seq": message.seq,
        "chg": message.change_seq,
        "cid": str(message.cid),
        "by": {"id": message.sender_id, "name": message.sender_name, "role": message.sender_role},
        "kind": message.kind,
        "html": "" if gone else message.body_html,
        "lang": message.lang,
        "at": instant(message.created_at),
        "edited": instant(message.edited_at),
        "reply": None if gone or message.reply_to_id is None else quote(message.reply_to),
        "gone": gone,
    }
    if gone == "hidden" and reader_id is not None and reader_id == message.sender_id:
        data["mine"] = {"reason": message.hidden_reason, "note": message.hidden_note, "html": message.body_html}
    return data


def you_data(room: Any, party: Any, membership: Any, standing: Standing) -> dict[str, Any]:
    """A person's standing in a room."""
    return {
        "id": party.pk if party else None,
        "name": party.public_name if party else "",
        "member": bool(membership and membership.is_seated),
        "role": membership.role if membership else "",
        "read": membership.read_seq if membership else 0,
        "can_write": standing.can_write,
        "why": standing.why,
        "text": str(WHY[standing.why]) if standing.why else "",
        "until": instant(standing.until),
        "slow": room.slow_mode_s,
    }


def change_frame(room_id: int, prev: int, head: int, changes: list[dict[str, Any]]) -> dict[str, Any]:
    """One or more changes that take a reader from `prev` to `head`."""
    return {"op": "chg", "room": room_id, "prev": prev, "head": head, "changes": changes}
