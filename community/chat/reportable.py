"""How moderation deals with messages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.chat import actions
from community.chat.models import Message, Room
from community.moderation.reportables import Line, Reportable

AROUND = 3


def _link(message: Message) -> str:
    return f"{reverse('chat:room', kwargs={'slug': message.room.slug})}?around={message.seq}#m{message.seq}"


def _state(message: Message) -> str:
    return message.gone or "visible"


def _load(ids: Any) -> dict[int, Message]:
    return Message.objects.select_related("room", "sender__user", "reply_to").in_bulk(list(ids))


def _context(message: Message) -> list[Line]:
    rows = Message.objects.filter(room_id=message.room_id)
    before = list(rows.filter(seq__lt=message.seq).order_by("-seq")[:AROUND])[::-1]
    after = list(rows.filter(seq__gt=message.seq).order_by("seq")[:AROUND])
    return [_line(row, is_target=row.pk == message.pk) for row in [*before, message, *after]]


def _line(row: Message, *, is_target: bool) -> Line:
    return Line(row.sender_name, row.body_md if is_target or not row.gone else "", row.created_at, is_target=is_target)


def _hide(message: Message, *, by: Any, reason: str, note: str, label: str) -> Any:
    return actions.hide_message(message, by=by, reason=reason, note=note, label=label)


def _restore(message: Message, *, by: Any) -> Any:
    return actions.restore_message(message, by=by)


def _place(message: Message) -> Room:
    return message.room


messages = Reportable(
    label=_("Chat message"),
    load=_load,
    link=_link,
    text=lambda message: message.body_md,
    author=lambda message: message.sender,
    place=_place,
    state=_state,
    hide=_hide,
    restore=_restore,
    context=_context,
)
