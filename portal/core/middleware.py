"""What every request and answer passes: its id, and the headers that keep browsers safe."""

import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from portal.core.logs import request_id

Handler = Callable[[HttpRequest], HttpResponse]
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
NONCE_MARK = "{csp-nonce}"

_STRICT = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
_EDITOR = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'self'"
)


class RequestIdMiddleware:
    """Gives each request an id (a proxy's own if well-formed), for the log lines, the answer and the error pages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers["X-Request-Id"] = request.id
        return response


class SecurityHeadersMiddleware:
    """Content-Security-Policy (strict with a nonce; Wagtail's editor apart), permissions and isolation headers.

    Templates read `request.csp_nonce`. Wagtail's admin holds inline scripts of its own, hence the second policy.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.csp_nonce = SimpleLazyObject(lambda: secrets.token_urlsafe(16))
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Embedder-Policy", "credentialless")
        if response.status_code == 304:
            return response  # the browser keeps the policy that came with its copy: a new nonce would not fit the old page
        if "Content-Security-Policy" not in headers:
            if request.path_info.startswith("/cms/"):
                headers["Content-Security-Policy"] = _EDITOR
            else:
                preview = bool(getattr(request, "is_preview", False))
                headers["Content-Security-Policy"] = strict_policy(str(request.csp_nonce), preview=preview)
        elif NONCE_MARK in headers["Content-Security-Policy"]:
            headers["Content-Security-Policy"] = headers["Content-Security-Policy"].replace(NONCE_MARK, str(request.csp_nonce))
        return response


def strict_policy(nonce: str, *, preview: bool = False) -> str:
    """The public policy; a preview may be framed by the editor of the same origin."""
    policy = _STRICT.format(nonce=nonce, ancestors="'self'" if preview else "'none'")
    return policy + ("; upgrade-insecure-requests" if settings.SERVED_SECURELY else "")


class LanguageMiddleware(LocaleMiddleware):
    """Django's, but a missing page of the desk, the editor or a file is missing, and not looked for below a language."""

    without_language = frozenset({"desk", "cms", "media", "static", "documents", "appearance", "language", "u"})

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.path_info.removeprefix("/").partition("/")[0] in self.without_language:
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            return response
        return super().process_response(request, response)
