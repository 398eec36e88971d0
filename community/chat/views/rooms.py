"""The list of rooms, a room, its history, and the commands that concern a room."""

import threading
import time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from community.chat import actions, commands, drawing, lobby, queries, rules
from community.chat.forms import MessageForm
from community.chat.frames import message_data
from community.chat.models import Message, Room
from community.chat.queries import Seat
from community.chat.refusals import Refusal
from community.chat.views.answers import alternates_for, alternates_of, as_json, as_page, carry_out, room_url, wants_json, with_retry
from community.moderation import queries as moderation
from community.moderation.enums import Reason
from portal.core.i18n import current_language
from portal.core.pagecache import visitor_page

SOCKET_PATH = "/ws/chat/"
LONGEST_WAIT_S = 20
_waiting = threading.BoundedSemaphore(2)
"""So many requests of a process may wait for news at a time; the others get their answer at once and ask again."""


@require_safe
@visitor_page
def rooms(request: HttpRequest) -> HttpResponse:
    """Every room the reader may know of; his own first."""
    party = commands.caller_of(request.user.pk).party
    cards = lobby.cards(request.user, party)
    mine, others = [c for c in cards if c["is_member"]], [c for c in cards if not c["is_member"]]
    context = {"mine": drawing.cards(mine), "others": drawing.cards(others), "alternates": alternates_for("chat:rooms")}
    return render(request, "chat/rooms.html", context)


@require_safe
@visitor_page
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest messages (or those around one) and the composer; what is shown counts as read."""
    found = Room.objects.visible_to(request.user).with_slug(slug).first()
    if found is None:
        raise Http404
    if found.slug != slug:
        return redirect(room_url(found), permanent=False)
    caller = commands.caller_of(request.user.pk)
    seat = queries.seat_for(found, caller.party)
    context = room_context(request, seat, caller)
    if seat.membership is not None and seat.membership.is_seated and not context["newer"]:
        actions.mark_read(seat, seq=found.last_seq)
    return render(request, "chat/room.html", context)


def room_context(request: HttpRequest, seat: Seat, caller: commands.Caller, *, form: MessageForm | None = None) -> dict[str, Any]:
    """What `chat/room.html` gets (docs/chat-protocol.md, 4)."""
    around, reply_id = _whole(request.GET.get("around")), _whole(request.GET.get("reply"))
    page, newer = queries.Page([], None), False
    reply = None
    if seat.can_read:
        page, newer = queries.page_around(seat.room, around) if around is not None else (queries.page_before(seat.room), False)
        reply = queries.messages_of(seat.room).filter(pk=reply_id).first() if reply_id is not None else None
    reply = None if reply is None or reply.gone else reply
    you = commands.you(seat, caller)
    return {
        "room": seat.room, "url": room_url(seat.room), "log": shown(page.messages, seat, you), "before": page.before, "newer": newer,
        "head": seat.room.last_seq, "epoch": str(seat.room.epoch), "you": you, "can_read": seat.can_read,
        "can_join": rules.can_join_room(seat.room, seat.membership), "members": queries.member_count(seat.room),
        "form": form or (MessageForm.fresh(reply_to=reply.pk if reply else None, lang=current_language()) if caller.user_id else None),
        "reply": message_data(reply) if reply else None, "socket_path": SOCKET_PATH, "alternates": alternates_of(seat.room),
        "problem": None, "scope_url": lobby.scope_url(seat.room), "people": lobby.people(seat.room) if seat.can_read else [],
        "rail": lobby.cards(request.user, caller.party, quotes=False), "silence": _silence(seat, you), "reasons": Reason,
        "time_zone": timezone.get_current_timezone_name(),
    }  # fmt: skip


def _silence(seat: Seat, you: dict[str, Any]) -> Any:
    """The sanction behind 'silenced', with its reason and note."""
    return moderation.active_sanction(seat.party, room=seat.room) if you["why"] == "silenced" and seat.party else None


def shown(messages: list[Message], seat: Seat, you: dict[str, Any]) -> list[dict[str, Any]]:
    """Messages as templates read them: the frame's fields and what this reader may do with each."""
    reader = seat.party.pk if seat.party else None
    read_seq = you["read"] if you["member"] else None
    rows: list[dict[str, Any]] = []
    for message in messages:
        own = reader is not None and message.sender_id == reader
        fresh = read_seq is not None and message.seq > read_seq and not own
        rows.append({
            **message_data(message, reader_id=reader), "moment": message.created_at, "own": own,
            "can_edit": own and not message.gone and you["can_write"], "can_delete": own and not message.deleted_at,
            "can_report": reader is not None and not own and not message.gone,
            "unread": fresh and not any(row["unread"] for row in rows),
        })  # fmt: skip
    return rows


def _whole(value: str | None) -> int | None:
    """A number of the address, None for a damaged one."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else None


@require_safe
def history(request: HttpRequest, room: int) -> HttpResponse:
    """Fifty older messages."""
    before = _whole(request.GET.get("before"))
    answer, refusal = commands.run("history", commands.caller_of(request.user.pk), {"room": room, "before": before})
    if wants_json(request):
        return as_json(answer, refusal)
    if refusal is not None:
        return as_page(request, answer, refusal, back=request.get_full_path())
    caller = commands.caller_of(request.user.pk)
    seat = commands.seat_of(caller, {"room": room})
    page = queries.page_before(seat.room, before)
    context = {
        "room": seat.room, "url": room_url(seat.room), "before": page.before, "alternates": alternates_of(seat.room),
        "log": shown(page.messages, seat, commands.you(seat, caller)), "you": commands.you(seat, caller),
        "reasons": Reason,
    }  # fmt: skip
    return render(request, "chat/history.html", context)


@require_GET
def changes(request: HttpRequest, room: int) -> JsonResponse:
    """As `sync`; waits up to `wait` seconds for something to change, if a place to wait is free."""
    data = {"room": room, "after": _whole(request.GET.get("after")), "epoch": request.GET.get("epoch", "")}
    wait = min(_whole(request.GET.get("wait")) or 0, LONGEST_WAIT_S)
    answer, refusal = commands.run("sync", commands.caller_of(request.user.pk), data)
    poll_ms = 3000
    quiet = refusal is None and answer["op"] == "chg" and not answer["changes"]
    if quiet and wait and _waiting.acquire(blocking=False):
        try:
            if _moved(room, answer["head"], time.time() + wait):
                answer, refusal = commands.run("sync", commands.caller_of(request.user.pk), data)
            poll_ms = 100
        finally:
            _waiting.release()
    return as_json({**answer, "poll_ms": poll_ms} if refusal is None else answer, refusal)


def _moved(room_id: int, head: int, until: float) -> bool:
    while time.time() < until:
        time.sleep(0.5)
        if queries.heads([room_id]).get(room_id) != head:
            return True
    return False


@require_POST
def send(request: HttpRequest, room: int) -> HttpResponse:
    """Write a message; a form that was refused comes back with its text."""
    answer, refusal = carry_out(request, "send", room=room)
    if wants_json(request):
        return as_json(answer, refusal)
    back = _back(request, room)
    if refusal is None:
        return HttpResponseRedirect(f"{back}#m{answer['seq']}", status=303)
    if refusal.status in {401, 404}:
        return as_page(request, answer, refusal, back=back)
    return _room_again(request, room, answer, refusal)


def _room_again(request: HttpRequest, room_id: int, answer: dict[str, Any], refusal: Refusal) -> HttpResponse:
    caller = commands.caller_of(request.user.pk)
    seat = queries.seat_in(room_id, caller.party)
    if seat is None:
        raise Http404
    kept = MessageForm.again(request.POST)
    if refusal.code == "conflict" or not _is_key(request.POST.get("cid", "")):
        kept.initial["cid"] = MessageForm.fresh(reply_to=None, lang="").initial["cid"]
    context = room_context(request, seat, caller, form=kept)
    context["problem"] = {"code": refusal.code, "text": refusal.text, "retry_after": answer.get("retry_after")}
    return with_retry(render(request, "chat/room.html", context, status=refusal.status), answer)


def _is_key(value: str) -> bool:
    try:
        commands.key({"cid": value})
    except Refusal:
        return False
    return True


def _back(request: HttpRequest, room_id: int) -> str:
    party = commands.caller_of(request.user.pk).party
    seat = queries.seat_in(room_id, party)
    if seat is None:
        raise Http404
    return room_url(seat.room)


def _simple(request: HttpRequest, op: str, room_id: int) -> HttpResponse:
    answer, refusal = carry_out(request, op, room=room_id)
    if wants_json(request):
        return as_json(answer, refusal)
    if refusal is not None:
        back = room_url(found) if (found := Room.objects.visible_to(request.user).filter(pk=room_id).first()) else "/"
        return as_page(request, answer, refusal, back=back)
    return HttpResponseRedirect(_back(request, room_id), status=303)


@require_POST
def join(request: HttpRequest, room: int) -> HttpResponse:
    return _simple(request, "join", room)


@require_POST
def leave(request: HttpRequest, room: int) -> HttpResponse:
    return _simple(request, "leave", room)


@require_POST
def read(request: HttpRequest, room: int) -> HttpResponse:
    return _simple(request, "read", room)
