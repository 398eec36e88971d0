"""Whole pages for visitors without cookies, kept ahead of session and sign-in; and the version of what visitors see.

A page is kept when it is a 200 answer to a GET, sets no cookie, and its view is marked `@visitor_page`: the same for everybody.
It carries the version of the content it was made from, which `content_changed()` replaces. The version has two halves: a number in
the cache, replaced once the change is certain, which every process that shares this cache reads together with the page; and the
marks in the database, part of the transaction of the change, which a process looks at every CONTENT_CHECK_SECONDS. So a change made
by a worker or a command shows even where each process has a cache of its own, or where one was killed before it could tell.
The CSP nonce in the kept page is replaced by a fresh one at each answer.
"""

import contextvars
import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import BaseCache, cache, caches
from django.db import DatabaseError
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from portal.core.events import after_commit
from portal.core.models import ContentChange

_VERSION_KEY = "content-version"
_MAX_QUERY = 200
_MAX_LANGUAGES = 200
_HARMLESS = {"theme", "language", settings.BROWSER_COOKIE_NAME}
"""Cookies that name nobody to a page: the first two choose an appearance and are part of the key where the page depends on them, the
third is read at sign-in only."""
_THEMES = {"light", "dark"}
_PREFIXES = {code for code, _name in settings.LANGUAGES}
_of_request: contextvars.ContextVar[list[int] | None] = contextvars.ContextVar("content_version", default=None)
"""The version as this request found it ([] until somebody asks), so that one page asks once and is made of one version."""
_marks: tuple[int, float] = (0, 0.0)
"""What the database said of changes, and until when (time.monotonic) that is believed."""


class Kept(NamedTuple):
    """A kept page; a plain tuple in the cache."""

    version: int
    content: bytes
    nonce: bytes
    etag: str
    headers: dict[str, str]


def is_visitor(request: HttpRequest) -> bool:
    """Nobody is signed in and nothing personal can be on the page."""
    return not set(request.COOKIES) - _HARMLESS


def content_changed() -> None:
    """Call from actions that change what visitors see: kept pages are out of date once the transaction commits."""
    ContentChange.objects.create()
    after_commit(_replace_version)


def _replace_version() -> None:
    global _marks  # noqa: PLW0603 - one for the process
    cache.set(_VERSION_KEY, time.time_ns(), None)
    _marks = (_marks[0], 0.0)
    if (found := _of_request.get()) is not None:
        found.clear()


def forget_changes() -> int:
    """Drop all marks but the newest; returns how many."""
    newest = ContentChange.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return ContentChange.objects.filter(pk__lt=newest).delete()[0]


def _changes() -> int:
    """A number for the marks in the database. They are counted too: on PostgreSQL a lower one may be committed after a higher one."""
    global _marks  # noqa: PLW0603 - one for the process
    number, good_until = _marks
    if not settings.CONTENT_CHECK_SECONDS or time.monotonic() < good_until:
        return number
    _marks = (number, time.monotonic() + settings.CONTENT_CHECK_SECONDS)  # the other threads go on with the old one meanwhile
    try:
        found = ContentChange.objects.aggregate(newest=Max("pk"), count=Count("pk"))
    except DatabaseError:
        return number
    _marks = ((found["newest"] or 0) * 1_000_000 + found["count"], time.monotonic() + settings.CONTENT_CHECK_SECONDS)
    return _marks[0]


def content_version() -> int:
    """The present version of what visitors see; part of everything kept that holds content. Never one that was used before."""
    found = _of_request.get()
    if found:
        return found[0]
    version = _version_with(cache.get(_VERSION_KEY))
    if found is not None:
        found.append(version)
    return version


def _version_with(told: int | None) -> int:
    """The number just read from the cache, a new one where it has lost it, and what the database says."""
    if told is None:
        told = cache.get_or_set(_VERSION_KEY, time.time_ns, None)
    return int(told or 0) + _changes()


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
        key = _key(request) if settings.PAGE_CACHE_SECONDS and _may_be_kept(request) else ""
        if not key:
            return _private(self._asked(request, []))
        told, page = _version_and_page(key)
        version = _version_with(told)
        if page is not None and page[0] == version:
            return _answer(request, Kept(*page))
        return self._made(request, key, version)

    def _asked(self, request: HttpRequest, version: list[int]) -> HttpResponse:
        token = _of_request.set(version)
        try:
            return self.get_response(request)
        finally:
            _of_request.reset(token)

    def _made(self, request: HttpRequest, key: str, version: int) -> HttpResponse:
        response = self._asked(request, [version])
        public = getattr(response, "visitor_page", False) and response.status_code == 200 and not response.cookies
        if not public or response.streaming:
            return _private(response)
        page = _page_of(request, response, version)
        _pages().set(key, tuple(page), settings.PAGE_CACHE_SECONDS)
        return _answer(request, page)


def _pages() -> BaseCache:
    """Where pages lie: a cache of few places in this process's memory, or the shared one, whose time to live bounds it."""
    return caches["pages"] if "pages" in settings.CACHES else caches["default"]


def _version_and_page(key: str) -> tuple[int | None, tuple[Any, ...] | None]:
    """Both from the shared cache in one round trip, or each from its own."""
    if "pages" in settings.CACHES:
        return cache.get(_VERSION_KEY), caches["pages"].get(key)
    found = cache.get_many([_VERSION_KEY, key])
    return found.get(_VERSION_KEY), found.get(key)


def _may_be_kept(request: HttpRequest) -> bool:
    meta = request.META
    small = len(meta.get("QUERY_STRING", "")) <= _MAX_QUERY and len(meta.get("HTTP_ACCEPT_LANGUAGE", "")) <= _MAX_LANGUAGES
    return request.method == "GET" and small and is_visitor(request)


def _has_language(request: HttpRequest) -> bool:
    """Whether the address names the language, so that neither cookie nor browser choose it."""
    return request.path_info[1:].partition("/")[0] in _PREFIXES


def _key(request: HttpRequest) -> str:
    """Everything a visitor's page may depend on. The host is one we answer for: `get_host` refuses others."""
    theme = request.COOKIES.get("theme", "")
    parts: list[str] = [
        request.scheme or "",
        request.get_host(),
        request.get_full_path(),
        theme if theme in _THEMES else "",
        "part" if "HTTP_HX_REQUEST" in request.META else "",
    ]
    if not _has_language(request):
        parts += [request.COOKIES.get("language", "")[:20], request.META.get("HTTP_ACCEPT_LANGUAGE", "")]
    return "page:" + hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _page_of(request: HttpRequest, response: HttpResponse, version: int) -> Kept:
    nonce = str(request.csp_nonce).encode()
    etag = f'W/"{hashlib.sha256(response.content.replace(nonce, b"")).hexdigest()[:24]}"'
    headers = {name: response.headers[name] for name in ("Content-Type", "Content-Language", "Link") if name in response.headers}
    vary = "Cookie, HX-Request" if _has_language(request) else "Cookie, HX-Request, Accept-Language"
    keep = f"public, max-age=0, s-maxage={settings.PAGE_CACHE_SECONDS}"
    return Kept(version, response.content, nonce, etag, {**headers, "ETag": etag, "Cache-Control": keep, "Vary": vary})


def _answer(request: HttpRequest, page: Kept) -> HttpResponse:
    if request.META.get("HTTP_IF_NONE_MATCH") == page.etag:
        return HttpResponseNotModified(headers=page.headers)
    content = page.content.replace(page.nonce, str(request.csp_nonce).encode())
    return HttpResponse(content, headers={**page.headers, "Content-Length": str(len(content))})


def _private(response: HttpResponse) -> HttpResponse:
    if response.headers.get("Content-Type", "").startswith("text/html") and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store"
    return response
