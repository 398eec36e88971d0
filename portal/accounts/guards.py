"""Doors only some may pass: decorators for views."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

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


def proved_again(view: View) -> View:
    """Whoever is signed in has proved lately that it is still he: by password, passkey or code. For those who have none of these and
    sign in with codes by mail: he has signed in lately, or does so again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if get_reauthentication_flows(request.user):
            return asked_again(request, *args, **kwargs)
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return view(request, *args, **kwargs)
        wanted = request.get_full_path() if request.method == "GET" else reverse("my_page")
        again = f"{reverse('account_request_login_code')}?{urlencode({'next': wanted})}"
        return render(request, "account/sign_in_again.html", {"again": again}, status=403)

    asked_again = reauthentication_required(view)
    return guarded
