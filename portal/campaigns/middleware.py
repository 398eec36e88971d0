"""Advert tags leave the address before the page cache sees it, and are counted; the first way somebody came is kept in his session."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from portal.campaigns import tags
from portal.campaigns.actions import links

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
FIRST_TOUCH = "first_touch"
_DOORS = ("desk", "cms", "static", "media", "documents", "go")


class AdvertTagsMiddleware:
    """Stands before the page cache: pages with and without tags are one page. A fault of counting never costs the page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        rest, said = tags.take_out(request.META.get("QUERY_STRING", ""))
        request.META["QUERY_STRING"] = rest
        request.advert_tags = said
        response = self.get_response(request)
        if said and response.status_code < 400 and request.path_info.split("/")[1] not in _DOORS:
            try:
                links.count_tags(request, said)
            except DatabaseError:
                logger.exception("a visit through an advert could not be counted")
        return response


class FirstTouchMiddleware:
    """Stands after the session: whoever has one, or stands at the door of sign-in, takes the first way he came along."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = getattr(request, "advert_tags", {}) or tags.of_referrer(request)
        if said and (settings.SESSION_COOKIE_NAME in request.COOKIES or "/accounts/" in request.path_info):
            request.session.setdefault(FIRST_TOUCH, said)
        return self.get_response(request)
