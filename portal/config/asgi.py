"""One process, two doors: HTTP through Django's WSGI handler in threads, sockets through Channels.

Native ASGI costs Django's middleware five times the CPU (docs/decisions/002-http-through-wsgi.md).
"""

import os
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

_http: Any = WSGIMiddleware(cast("Any", get_wsgi_application()), workers=int(os.environ.get("WEB_THREADS", "8")))

from portal.realtime.routing import websocket_application


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """ASGI: dispatch by kind of connection. Headers with an underscore go: WSGI cannot tell X_Forwarded_For from a proxy's own."""
    if any(b"_" in name for name, _value in scope.get("headers", ())):
        scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if b"_" not in name]}
    await (_http if scope["type"] == "http" else websocket_application)(scope, receive, send)
