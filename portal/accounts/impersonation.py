"""Seeing the site as a customer does: who may, what stays closed meanwhile, and how the pages tell."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from portal.accounts import audit
from portal.accounts.models import Impersonation

KEY = "impersonation"
"""In the staff member's session: the number of his view."""
_READING = {"GET", "HEAD", "OPTIONS"}
_CLOSED_APPS = {"accounts", "desk", "cms", "documents"}
closed: set[str] = {
    "customers:privacy", "customers:preferences", "customers:withdraw_all", "customers:ask_again", "preferences_by_link", "unsubscribe",
    "confirm_consent", "switch_personal_off", "messaging:inbox_item", "messaging:notifications",
}  # fmt: skip
"""Beginnings of names of addresses nobody may open in somebody else's name; apps add theirs in `hooks.py`."""
closed_writes: set[str] = {"chat:", "moderation:", "feedback:", "answers:", "messaging:", "make_invitation", "landing_form", "join"}
"""Beginnings of names where looking is allowed and doing is not: nobody speaks or votes in somebody else's name."""
END = "desk_end_impersonation"
_OWN_DOORS = ("/desk/", "/cms/", "/documents/", "/livez", "/readyz", "/static/", "/media/")


def of(request: HttpRequest) -> Impersonation | None:
    """The live view this request is made under; one that has run out, or whose holder lost his rights, is dropped from the session."""
    number = request.session.get(KEY) if request.session.session_key and request.user.is_authenticated else None
    if not isinstance(number, int):
        return None
    view = Impersonation.objects.select_related("user").filter(pk=number, by=request.user).first()
    if view is None or not view.is_live or not request.user.is_staff or not view.user.is_active or view.user.is_staff:
        request.session.pop(KEY, None)
        messages.info(request, _("Your view as a customer has ended."))
        return None
    return view


def answer(request: HttpRequest, view: Impersonation, handler: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """The request made in the customer's name, where that is allowed; every act is written down."""
    if request.path_info.startswith(_OWN_DOORS):
        return _staff_door(request, handler)
    name = _name(request)
    writes = request.method not in _READING
    if _is_closed(request.path_info, name, writes=writes):
        request.impersonation = view
        audit.note(request.user, "impersonation.refused", about=view.user, details={"address": name, "method": request.method})
        raise PermissionDenied(_("Not while you look at the site as somebody else."))
    staff = request.user
    request.impersonation, request.user = view, view.user
    if writes:
        audit.note(staff, "impersonation.acted", about=view.user, details={"address": name, "view": view.pk})
    return handler(request)


def _staff_door(request: HttpRequest, handler: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Desk and editor are closed until the view is ended; its own button, files and signs of life are not."""
    if request.path_info.startswith(("/desk/", "/cms/")) and _name(request) != END:
        messages.warning(request, _("End your view as a customer first; then the desk opens again."))
        return redirect("my_page")
    return handler(request)


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _is_closed(path: str, name: str, *, writes: bool) -> bool:
    parts = path.strip("/").split("/")
    below = parts[1] if len(parts) > 1 else ""
    if below in _CLOSED_APPS or any(name.startswith(beginning) for beginning in closed):
        return True
    return writes and (not name or any(name.startswith(beginning) for beginning in closed_writes))


def context(request: HttpRequest) -> dict[str, Any]:
    """For every page: the view it is made under, for the banner."""
    return {"impersonation": getattr(request, "impersonation", None)}
