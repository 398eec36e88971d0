"""The sockets' table of addresses; apps add theirs to `routes` in their hooks."""

from typing import Any

from channels.routing import ProtocolTypeRouter

websocket_application: Any = ProtocolTypeRouter({})
