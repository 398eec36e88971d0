"""Doors only some may pass: decorators for views."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from portal.accounts.roles import Role, has_role

View = Callable[..., HttpResponse]


def desk_page(view: View, *roles: Role) -> View:
    """Staff only: those with one of `roles` (any role when none is named). Visitors are asked to sign in, others get 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not has_role(request.user, *(roles or Role)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
