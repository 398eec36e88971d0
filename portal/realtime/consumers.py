"""The socket's door, for apps to build on: who it is, how much it may send, and its life with the hub."""

import json
import logging
from typing import Any, ClassVar

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from portal.realtime import identity
from portal.realtime.hub import Hub
from portal.realtime.publish import encode
from portal.realtime.sockets import CLOSED_FRAME, CLOSED_MANY, VISITOR, Person, Socket
from portal.realtime.threads import in_thread
from portal.realtime.upkeep import hub_here

log = logging.getLogger(__name__)

LARGEST_FRAME = 64 * 1024
FRAMES_A_SECOND = 20


class PortalConsumer(AsyncWebsocketConsumer):
    """One connection. Subclasses say their `protocol` and answer frames in `handle`."""

    protocol = ""
    channel_layer_alias = "none: the hub carries everything"
    groups: ClassVar[list[str]] = []
    socket: Socket | None = None
    hub: Hub
    person: Person = VISITOR

    async def __call__(self, scope: dict[str, Any], receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """As Channels' own, without a channel layer to wait for and without a thread hop for each frame."""
        self.scope, self.base_send = scope, send
        self.channel_layer = None
        self._second, self._frames = 0, 0
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            return
        finally:
            if self.socket is not None:
                self.hub.remove(self.socket)

    async def dispatch(self, message: Any) -> None:
        kind = message["type"]
        if kind == "websocket.receive":
            await self.receive(message.get("text"), message.get("bytes"))
        elif kind == "websocket.connect":
            await self.connect()
        elif kind == "websocket.disconnect":
            raise StopConsumer

    async def connect(self) -> None:
        if self.protocol not in self.scope.get("subprotocols", []):
            await self.close(4400)
            return
        key = identity.session_key_of(self.scope)
        if key:
            self.person = await in_thread(identity.identify, key)
        self.hub = hub_here()
        await self.accept(self.protocol)
        address = address_of(self.scope)
        if self._too_many(address):
            await self.close(CLOSED_MANY, "sockets")
            raise StopConsumer
        self.socket = Socket(self.base_send, self.person, address, self.hub.now())
        self.hub.add(self.socket)
        self.scope = {"query_string": self.scope.get("query_string", b""), "type": "websocket"}  # the headers are not needed again

    def _too_many(self, address: str) -> bool:
        own = self.hub.users.get(self.person.user_id or 0, ())
        return len(own) >= settings.SOCKETS_PER_USER or self.hub.addresses.get(address, 0) >= settings.SOCKETS_PER_ADDRESS

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        socket = self.socket
        if socket is None or socket.closed:
            return
        socket.last_heard = self.hub.now()
        if self._is_flooding(int(socket.last_heard)):
            self._drop(CLOSED_MANY, "frames")
            return
        if text_data is None or len(text_data) > LARGEST_FRAME or len(text_data.encode(errors="replace")) > LARGEST_FRAME:
            self._drop(CLOSED_FRAME, "frame")
            return
        try:
            frame = json.loads(text_data)
        except (ValueError, RecursionError):
            frame = None
        if not isinstance(frame, dict):
            self.answer({"op": "err", "rid": None, "code": "bad_request", "text": ""})
            return
        try:
            await self.handle(frame)
        except Exception:
            log.exception("a frame could not be handled")
            self.answer({"op": "err", "rid": rid_of(frame), "code": "not_stored", "text": ""})

    def _is_flooding(self, second: int) -> bool:
        if second != self._second:
            self._second, self._frames = second, 0
        self._frames += 1
        return self._frames > FRAMES_A_SECOND

    def _drop(self, code: int, reason: str) -> None:
        if self.socket is not None:
            self.socket.close(code, reason)
            self.hub.remove(self.socket)

    def answer(self, frame: dict[str, Any]) -> None:
        """Queue a frame for this socket only."""
        if self.socket is not None:
            self.socket.push(encode(frame))

    async def handle(self, frame: dict[str, Any]) -> None:
        """Answer one well-formed frame."""
        raise NotImplementedError


def rid_of(frame: dict[str, Any]) -> int | str | None:
    """The client's own number of a command, if it is one: short and plain, so that it can be said back."""
    rid = frame.get("rid")
    if isinstance(rid, bool) or not isinstance(rid, (int, str)):
        return None
    return rid if len(str(rid)) <= 64 and str(rid).isascii() else None


def address_of(scope: dict[str, Any]) -> str:
    """The client's address; behind proxies the one our outermost proxy saw (PROXY_COUNT)."""
    if settings.PROXY_COUNT:
        lines = [value.decode("latin-1") for name, value in scope.get("headers", []) if name == b"x-forwarded-for"]
        hops = [hop.strip() for hop in ",".join(lines).split(",") if hop.strip()]  # a proxy may add a line of its own
        if len(hops) >= settings.PROXY_COUNT:
            return hops[-settings.PROXY_COUNT]
    client = scope.get("client")
    return str(client[0]) if client else ""

