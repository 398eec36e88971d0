"""What the bench's own settings add: a view that does nothing, and the count of queries behind an answer."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

_BODY = "<!doctype html><title>trivial</title>" + "<p>A page that asks nothing of anybody.</p>" * 20


def trivial(request: HttpRequest) -> HttpResponse:
    """Under 1 kB, no query, no template: what middleware and server cost by themselves."""
    return HttpResponse(_BODY)


class CountQueriesMiddleware:
    """Answers `X-Bench-Count: 1` with the number of queries in a header of the same name. Only in the bench's settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_X_BENCH_COUNT" not in request.META:
            return self.get_response(request)
        asked: list[str] = []

        def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
            asked.append(sql)
            return execute(sql, params, many, context)

        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(wrapper))
            response = self.get_response(request)
        response.headers["X-Bench-Count"] = str(len(asked))
        return response
