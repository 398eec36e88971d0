"""Rooms as their moderators have them before them: how a room runs, to whom it is closed and why, and opening it again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from community.chat import actions, queries
from community.chat.enums import RoomState
from community.chat.forms import BanForm, RunForm
from community.chat.models import Membership, Room
from community.moderation.actions import NotAllowedError
from portal.accounts.guards import desk_page
from portal.accounts.roles import Role
from portal.core.clock import now
from portal.core.paging import cursor_of, keyset_page

View = Callable[..., HttpResponse]


def moderators(view: View) -> View:
    return desk_page(view, Role.MODERATOR)


def _room(request: HttpRequest, pk: int) -> Room:
    found = Room.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@moderators
@require_GET
def rooms(request: HttpRequest) -> HttpResponse:
    """Every room with what runs in it, in the order customers see them."""
    page = keyset_page(queries.rooms_on_desk(request.user), ["position", "id"], cursor=cursor_of(request), size=40)
    return render(request, "chat/desk/rooms.html", {"page": page})


@moderators
@require_GET
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """One room: how it runs, and to whom it is closed."""
    return _show(request, _room(request, pk))


def _show(request: HttpRequest, found: Room, *, status: int = 200, **forms: Any) -> HttpResponse:
    page = keyset_page(queries.bans_in(found), ["-banned_until", "-id"], cursor=cursor_of(request), size=30)
    context = {
        "room": found, "page": page, "bans": queries.with_why(page.rows),
        "run_form": forms.get("run_form") or RunForm(initial={"state": found.state, "slow_mode_s": found.slow_mode_s}),
        "ban_form": forms.get("ban_form") or BanForm(prefix="ban"),
    }  # fmt: skip
    return render(request, "chat/desk/room.html", context, status=status)


@moderators
@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Open, lock or archive the room, and set its slow mode."""
    found, form = _room(request, pk), RunForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=400, run_form=form)
    actions.set_room_state(found, state=RoomState(form.cleaned_data["state"]), by=request.user)
    actions.set_slow_mode(found, seconds=form.cleaned_data["slow_mode_s"], by=request.user)
    messages.success(request, _("Saved. Everybody in the room sees it at once."))
    return redirect("chat_desk:room", found.pk)


@moderators
@require_POST
def ban(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the room to somebody for a while."""
    found, form = _room(request, pk), BanForm(request.POST, prefix="ban")
    if not form.is_valid():
        return _show(request, found, status=400, ban_form=form)
    data = form.cleaned_data
    until = now() + timedelta(hours=data["hours"])
    try:
        actions.ban_party(found, data["name"], until=until, reason=data["reason"], note=data["note"], by=request.user)
    except NotAllowedError:
        form.add_error("name", _("The room cannot be closed to yourself or to a colleague."))
        return _show(request, found, status=400, ban_form=form)
    messages.success(request, _("The room is closed to %(name)s.") % {"name": data["name"].public_name})
    return redirect("chat_desk:room", found.pk)


@moderators
@require_POST
def lift(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """Open the room to somebody before the time."""
    found = _room(request, pk)
    rows = Membership.objects.select_related("room", "party__user").filter(room=found)
    seat = rows.filter(pk=membership).first()
    if seat is None:
        raise Http404
    name = {"name": seat.party.public_name}
    if actions.lift_ban(seat, by=request.user):
        messages.success(request, _("%(name)s can enter the room again.") % name)
    else:
        messages.info(request, _("The room is open to %(name)s already.") % name)
    return redirect("chat_desk:room", found.pk)
