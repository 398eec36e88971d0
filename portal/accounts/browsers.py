"""Which browsers somebody has signed in with before: a new one is told to him by mail."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.accounts.models import User

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))
_YEARS = 2 * 365 * 24 * 3600
_NEW = "_new_browser_mark"


def name_of(agent: str) -> str:
    """'Firefox, Windows' for a browser's long name for itself."""
    known = [next((name for mark, name in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in known if part) or _("An unknown browser")


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
