"""Which browsers somebody has signed in with before: a new one is told to him by mail."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.accounts.models import User

_YEARS = 2 * 365 * 24 * 3600
_NEW = "_new_browser_mark"


def mark_of(request: HttpRequest) -> str:
    """The browser's mark from its cookie, '' when it has none or a damaged one."""
    found = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    return found if 20 <= len(found) <= 64 and found.isascii() else ""


def mark_for(request: HttpRequest) -> str:
    """The browser's mark; a new one is put into the answer's cookie."""
    mark = mark_of(request) or secrets.token_urlsafe(24)
    setattr(request, _NEW, mark)
    return mark


def hash_of(user: User, mark: str) -> str:
    """What is kept of a mark: nothing from which two people at one browser could be put together."""
    return hashlib.sha256(f"{user.pk}:{mark}".encode()).hexdigest()


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Put the mark of a browser somebody has just signed in with into its cookie."""
    mark: Any = getattr(request, _NEW, "")
    if mark:
        response.set_cookie(
            settings.BROWSER_COOKIE_NAME, mark, max_age=_YEARS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
