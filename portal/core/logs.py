"""Log lines: JSON for machines, one plain line for people; both carry the request's id. And one line for each request."""

import contextvars
import json
import logging
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
access = logging.getLogger("portal.access")
_SECRET_PARTS = {"key", "uidb36", "uidb64", "token", "code"}
_LONGEST_PATH = 300


class JsonFormatter(logging.Formatter):
    """One JSON object a line; line breaks in a message cannot forge a second record."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": request_id.get() or None,
            **getattr(record, "fields", {}),
            "error": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return json.dumps({k: v for k, v in line.items() if v is not None}, ensure_ascii=False, default=str)


class PlainFormatter(logging.Formatter):
    """`12:00:01 WARNING logger: message`, with line breaks of the message shown as \\n."""

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        line = f"{self.formatTime(record, '%H:%M:%S')} {record.levelname} {record.name}: {text}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class AccessLogMiddleware:
    """One line for each request: what was asked, the answer, how long it took. No query string and no address: they name people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not access.isEnabledFor(logging.INFO):
            return self.get_response(request)
        began = time.perf_counter()
        response = self.get_response(request)
        fields = {
            "method": (request.method or "")[:10],
            "path": shown_path(request),
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000, 1),
        }
        access.info("%(method)s %(path)s %(status)s in %(ms)s ms", fields, extra={"fields": fields})
        return response


def shown_path(request: HttpRequest) -> str:
    """The path, or its pattern where the path itself is a secret (links that reset a password or confirm an address)."""
    match: Any = getattr(request, "resolver_match", None)
    if match is not None and _SECRET_PARTS & set(match.kwargs):
        return f"/{match.route}"
    return request.path[:_LONGEST_PATH]
