"""When each session was last seen, noted now and then instead of at every request."""

import hashlib
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

EVERY = 300


class SessionsSeenMiddleware:
    """Like the library's own, which writes at every request: at most once in five minutes for one session, address and browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            mark = f"{request.session.session_key}|{get_adapter().get_client_ip(request)}|{request.headers.get('User-Agent', '')}"
            if cache.add("seen:" + hashlib.sha256(mark.encode("utf-8", "replace")).hexdigest(), 1, EVERY):
                UserSession.objects.create_from_request(request)
        return self.get_response(request)
