"""Doors of libraries that write in several steps: each request as a whole, or not at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

_READING = {"GET", "HEAD", "OPTIONS"}


def whole(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view in one transaction where it may write, so that what follows a change (the queue of the search) stands or falls with it."""

    @wraps(view)
    def in_one_transaction(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in _READING:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return in_one_transaction
