"""When each session was last seen; whose hands are at work in a request; and the second factor that staff may have to have."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.accounts import browsers, impersonation
from portal.accounts.acting import Hands, hands
from portal.core.limits import address_of

EVERY = 300
_HERE, _MOST_SEEN = 60, 10_000
Handler = Callable[[HttpRequest], HttpResponse]
_STAFF_DOORS = ("/desk/", "/cms/")


class SessionsSeenMiddleware:
    """Like the library's own, which writes at every request: at most once in five minutes for one session, address and browser."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.seen: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            mark = f"{request.session.session_key}|{get_adapter().get_client_ip(request)}|{request.META.get('HTTP_USER_AGENT', '')}"
            key = "seen:" + hashlib.sha256(mark.encode("utf-8", "replace")).hexdigest()
            if self._is_new_here(key) and cache.add(key, 1, EVERY):
                UserSession.objects.create_from_request(request)
        return self.get_response(request)

    def _is_new_here(self, key: str) -> bool:
        """Whether this process has not seen it within a minute: it need not ask the shared cache at each request."""
        moment = time.monotonic()
        if self.seen.get(key, 0) > moment:
            return False
        if len(self.seen) >= _MOST_SEEN:
            self.seen.clear()
        self.seen[key] = moment + _HERE
        return True


class HandsMiddleware:
    """Notes from where a request comes; while one of the staff looks at the site as a customer, `request.user` is that customer.

    The session stays the staff member's: sockets, desk and editor know him as himself.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at_work = Hands(address=address_of(request))
        view = impersonation.of(request)
        if view is not None:
            at_work = replace(at_work, staff_id=request.user.pk, staff_name=str(request.user), view_id=view.pk)
        token = hands.set(at_work)
        try:
            response = impersonation.answer(request, view, self.get_response) if view is not None else self.get_response(request)
        finally:
            hands.reset(token)
        browsers.remember(request, response)
        return response


class SecondFactorMiddleware:
    """With STAFF_SECOND_FACTOR, desk and editor open only to staff who have set one up; the sign-in itself then asks for it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_SECOND_FACTOR and request.path_info.startswith(_STAFF_DOORS) and _lacks_factor(request):
            messages.warning(request, _("Staff need a second step when signing in. Set one up first; then the desk opens."))
            return redirect("mfa_index")
        return self.get_response(request)


def _lacks_factor(request: HttpRequest) -> bool:
    user = request.user
    return bool(user.is_authenticated and user.is_staff and not is_mfa_enabled(user))
