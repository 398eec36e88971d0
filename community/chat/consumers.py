"""The socket's door to the rooms (docs/chat-protocol.md)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from django.utils import translation

from community.chat import commands
from portal.core.converters import LARGEST
from portal.realtime.consumers import PortalConsumer, rid_of
from portal.realtime.publish import publish_hint
from portal.realtime.sources import split
from portal.realtime.threads import InBatches, in_thread

READ_PAUSE_S = 2.0
TYPING_PAUSE_S = 3.0
MOST_TYPING_WITH = 50
MOST_ROOMS = 20
MOST_SENDS = 50
"""Messages written in one transaction; the rooms they go to are locked that long."""
IN_THREAD = frozenset({"hello", "sync", "edit", "delete", "join", "leave", "history"})


class ChatConsumer(PortalConsumer):
    """Commands go to the same handlers as HTTP posts; only what a socket has of its own is here."""

    protocol = "portal.chat.v1"
    language = ""
    _read_at = 0.0
    _typed_at = 0.0

    async def connect(self) -> None:
        wanted = parse_qs(self.scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
        self.language = wanted if wanted in commands.LANGUAGES else "en"
        await super().connect()

    async def handle(self, frame: dict[str, Any]) -> None:
        op = frame.get("op")
        if not isinstance(op, str):
            op = ""
        if op == "pong":
            return
        if op in {"sub", "unsub", "read", "typing"}:
            await getattr(self, f"_{op}")(frame)
        elif op == "send":
            await self._answer(frame, await self._send(frame))
        elif op in IN_THREAD:
            await self._answer(frame, await self._run(op, frame))
        else:
            await self._answer(frame, {"op": "err", "code": "bad_request", "text": "unknown op"})

    async def _run(self, op: str, frame: dict[str, Any]) -> dict[str, Any]:
        return await in_thread(_in_language, self.language, commands.run, op, self.person.user_id, frame)

    async def _send(self, frame: dict[str, Any]) -> dict[str, Any]:
        """Written together with what others say now; what is not, by itself."""
        return await _sends.ask((self.language, self.person.user_id, frame)) or await self._run("send", frame)

    async def _answer(self, frame: dict[str, Any], answer: dict[str, Any]) -> None:
        self.answer({**answer, "rid": rid_of(frame)})

    async def _sub(self, frame: dict[str, Any]) -> None:
        """Listen first, then read, then hand over what came in between."""
        room = frame.get("room")
        socket = self.socket
        if socket is None or isinstance(room, bool) or not isinstance(room, int) or not 0 <= room <= LARGEST:
            await self._answer(frame, {"op": "err", "code": "bad_request", "text": "room"})
            return
        topic = f"room:{room}"
        fresh = topic not in socket.topics
        if fresh and sum(name.startswith("room:") for name in socket.topics) >= MOST_ROOMS:
            await self._answer(frame, {"op": "err", "code": "bad_request", "text": "too many rooms"})
            return
        if fresh:
            self.hub.hold(socket, topic)
        answer = await self._run("sub", frame)
        if answer["op"] == "err":
            self.hub.leave(socket, topic)
        else:
            answer["present"] = self.hub.presence.snapshot(topic)
        await self._answer(frame, answer)
        if fresh and answer["op"] != "err":
            self.hub.go_live(socket, topic, answer["head"])

    async def _unsub(self, frame: dict[str, Any]) -> None:
        room = frame.get("room")
        room = room if isinstance(room, int) and not isinstance(room, bool) else None
        if self.socket is not None and room is not None:
            self.hub.leave(self.socket, f"room:{room}")
        await self._answer(frame, {"op": "ok", "room": room})

    async def _read(self, frame: dict[str, Any]) -> None:
        moment = self.hub.now()
        if moment - self._read_at < READ_PAUSE_S:
            await self._answer(frame, {"op": "err", "code": "too_fast", "text": "", "retry_after": READ_PAUSE_S})
            return
        self._read_at = moment
        await self._answer(frame, await self._run("read", frame))

    async def _typing(self, frame: dict[str, Any]) -> None:
        """Shown to those who have the room open; silence for whoever types too often or may not."""
        topic, moment = f"room:{frame.get('room')}", self.hub.now()
        if self.socket is None or topic not in self.socket.topics or moment - self._typed_at < TYPING_PAUSE_S:
            return
        if self.hub.presence.count(topic) > MOST_TYPING_WITH:
            return
        self._typed_at = moment
        answer = await self._run("typing", frame)
        if "by" in answer:
            shown = {"op": "eph", "room": split(topic)[1], "kind": "typing", "by": answer["by"]}
            await in_thread(_show_typing, topic, shown)


def _in_language(language: str, call: Callable[..., Any], op: str, user_id: int | None, frame: dict[str, Any]) -> dict[str, Any]:
    with translation.override(language):
        return call(op, commands.caller_of(user_id), frame)[0]


def _send_all(asked: list[tuple[str, int | None, dict[str, Any]]]) -> list[dict[str, Any] | None]:
    if len(asked) == 1:
        language, user_id, frame = asked[0]
        return [_in_language(language, commands.run, "send", user_id, frame)]
    return commands.send_many([(user_id, frame) for _language, user_id, frame in asked])


_sends: InBatches[tuple[str, int | None, dict[str, Any]], dict[str, Any] | None] = InBatches(_send_all, most=MOST_SENDS)


def _show_typing(topic: str, frame: dict[str, Any]) -> None:
    publish_hint(topic, frame, most=MOST_TYPING_WITH)
