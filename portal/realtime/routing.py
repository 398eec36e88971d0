"""The sockets' table of addresses; apps add theirs to `routes` in their hooks: routes.add("chat", ("ws/chat/", consumer))."""

from typing import Any

from channels.security.websocket import OriginValidator, WebsocketDenier
from django.conf import settings

from portal.core.registry import Registry

routes: Registry[tuple[str, Any]] = Registry("socket routes")
"""Path without the leading slash, and the consumer class."""


class SameHosts(OriginValidator):
    """Only pages of ALLOWED_HOSTS may open a socket; a missing origin is refused, so is '*'."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, [])

    def valid_origin(self, parsed_origin: Any) -> bool:
        self.allowed_origins = [host for host in settings.ALLOWED_HOSTS if host != "*"]
        try:
            named = parsed_origin is not None and parsed_origin.scheme in {"http", "https"} and parsed_origin.port != 0
        except ValueError:  # a port that is no number
            return False
        return named and self.validate_origin(parsed_origin)


async def _by_path(scope: dict[str, Any], receive: Any, send: Any) -> None:
    for path, consumer in routes:
        if scope["path"] == f"/{path}":
            await consumer.as_asgi()(scope, receive, send)
            return
    await WebsocketDenier()(scope, receive, send)


_sockets = SameHosts(_by_path)


async def websocket_application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """ASGI for everything that is not HTTP."""
    if scope["type"] == "websocket":
        await _sockets(scope, receive, send)
