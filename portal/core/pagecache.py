"""Whole pages for visitors without cookies, kept ahead of session and sign-in.

An answer is kept when it is a 200 HTML GET, sets no cookie, allows it (`Cache-Control: public`, set by `@visitor_page`),
and holds the page for everybody. Keys carry the version of the content, which `content_changed()` raises.
The CSP nonce in the kept page is replaced by a fresh one at each answer.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from portal.core.events import after_commit

_VERSION_KEY = "content-version"
_MAX_QUERY = 200
_HARMLESS = {"theme", "language"}
"""Cookies that choose an appearance and name nobody: the theme is part of the key, the language is part of the address."""


def is_visitor(request: HttpRequest) -> bool:
    """Nobody is signed in and nothing personal can be on the page."""
    return not set(request.COOKIES) - _HARMLESS


def content_changed() -> None:
    """Call from actions that change what visitors see: kept pages are out of date once the transaction commits."""
    after_commit(_raise_version)


def _raise_version() -> None:
    try:
        cache.incr(_VERSION_KEY)
    except ValueError:
        cache.set(_VERSION_KEY, 1, None)


def content_version() -> int:
    """The present version of what visitors see; part of every key that holds content."""
    return cache.get(_VERSION_KEY, 0)


def visitor_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view whose page is the same for every visitor who is not signed in and has no cookie."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        mark_visitor_page(request, response)
        return response

    return wrapped


def mark_visitor_page(request: HttpRequest, response: HttpResponse) -> None:
    if is_visitor(request) and request.method == "GET":
        response.visitor_page = True


class PageCacheMiddleware:
    """Serves and fills the cache; personal requests pass by untouched and get `no-store`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cacheable = request.method == "GET" and is_visitor(request) and len(request.META.get("QUERY_STRING", "")) <= _MAX_QUERY
        key = self._key(request) if cacheable and settings.PAGE_CACHE_SECONDS else ""
        if key and (kept := cache.get(key)):
            return self._from_kept(request, kept)
        response = self.get_response(request)
        public = getattr(response, "visitor_page", False) and response.status_code == 200 and not response.cookies
        if key and public and not response.streaming:
            response = self._keep(request, response, key)
        elif response.headers.get("Content-Type", "").startswith("text/html") and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def _key(self, request: HttpRequest) -> str:
        hints = f"{request.headers.get('HX-Request', '')}|{request.COOKIES.get('theme', '')}"
        parts = f"{content_version()}|{request.scheme}|{request.get_host()}|{request.get_full_path()}|{hints}"
        if not request.path_info.strip("/"):
            parts += request.headers.get("Accept-Language", "")[:100]
        return "page:" + hashlib.sha256(parts.encode()).hexdigest()

    def _keep(self, request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
        etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
        names = ("Content-Type", "Content-Language", "Link")
        headers = {name: response.headers[name] for name in names if name in response.headers}
        kept = (response.content, str(request.csp_nonce).encode(), etag, headers)
        cache.set(key, kept, settings.PAGE_CACHE_SECONDS)
        return self._from_kept(request, kept)

    def _from_kept(self, request: HttpRequest, kept: tuple[bytes, bytes, str, dict[str, str]]) -> HttpResponse:
        content, nonce, etag, headers = kept
        keep = f"public, max-age=0, s-maxage={settings.PAGE_CACHE_SECONDS}"
        common = {**headers, "ETag": etag, "Cache-Control": keep, "Vary": "Cookie, HX-Request"}
        if request.headers.get("If-None-Match") == etag:
            return HttpResponseNotModified(headers=common)
        return HttpResponse(content.replace(nonce, str(request.csp_nonce).encode()), headers=common)
