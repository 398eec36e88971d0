"""The doors of accounts that the sign-in library does not bring."""

from typing import Any

from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET
from django.views.generic.edit import FormView

from portal.accounts.actions import sessions


@require_GET
def editors_door(request: HttpRequest) -> HttpResponse:
    """Where the editors' admin sends whom it does not let in: visitors to sign in, signed-in people to a plain no."""
    if request.user.is_authenticated:
        raise PermissionDenied
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect_to_login(wanted if safe else "/cms/")


class SessionsPage(ListUserSessionsView):
    """The library's list of where somebody is signed in, which asks as often for many sessions as for one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = sessions.live_sessions(self.request.user)  # type: ignore[arg-type]
        return FormView.get_context_data(self, **kwargs) | {"sessions": found, "session_count": len(found), "show_last_seen_at": True}
