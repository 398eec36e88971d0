"""Forms on pages that are kept for everybody hold no token: what shows that they were sent from this site.

A browser says itself where a form was sent from (Sec-Fetch-Site, Origin), and no foreign page can change that. Where it says neither,
the ordinary token decides. A view that asks this is marked `csrf_exempt` and refuses, or asks again, when the answer is no.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason or "refused"


def _unmarked(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def was_sent_here(request: HttpRequest) -> bool:
    """Whether this POST was sent by one of our own pages."""
    if said := request.headers.get("Sec-Fetch-Site"):
        return said == "same-origin"
    origin = request.headers.get("Origin")
    if origin and origin != "null":
        return origin == f"{request.scheme}://{request.get_host()}"
    return not _Check(_unmarked).process_view(request, _unmarked, (), {})
