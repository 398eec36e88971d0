"""The hub of this process: topics, the sockets that listen to them, and where each topic stands.

Everything here runs in the event loop's thread. `take` is the only door for other threads (through `portal.realtime.bus`).
"""

import asyncio
import random
import time
from typing import Any

from portal.realtime.presence import Presence
from portal.realtime.sockets import Socket
from portal.realtime.sources import Change, source_of

GAP_PATIENCE_S = 0.1
MOST_HELD = 500


class Topic:
    """Who listens, the number up to which all of them have everything, and changes that came too early."""

    __slots__ = ("early", "head", "sockets")

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self.head: int | None = None
        self.early: dict[int, Change] = {}


class Hub:
    """One a process. `changed_topics` is told when the first socket enters a topic or the last leaves it."""

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self.topics: dict[str, Topic] = {}
        self.users: dict[int, set[Socket]] = {}
        self.addresses: dict[str, int] = {}
        self.presence = Presence(self)
        self.wanted: asyncio.Event = asyncio.Event()
        self.suspects: set[int] = set()
        self.check_wanted: asyncio.Event = asyncio.Event()
        self.behind: set[str] = set()
        self.behind_wanted: asyncio.Event = asyncio.Event()

    # --- sockets come and go -----------------------------------------------------------------------------------------
    def add(self, socket: Socket) -> None:
        self.sockets.add(socket)
        self.addresses[socket.address] = self.addresses.get(socket.address, 0) + 1
        if socket.person.user_id is not None:
            self.users.setdefault(socket.person.user_id, set()).add(socket)
            self.hold(socket, f"user:{socket.person.user_id}")
            self.go_live(socket, f"user:{socket.person.user_id}", None)

    def remove(self, socket: Socket) -> None:
        if socket not in self.sockets:
            return
        self.sockets.discard(socket)
        socket.closed = True
        for name in list(socket.topics):
            self.leave(socket, name)
        left = self.addresses.get(socket.address, 1) - 1
        if left:
            self.addresses[socket.address] = left
        else:
            self.addresses.pop(socket.address, None)
        own = self.users.get(socket.person.user_id or 0)
        if own is not None:
            own.discard(socket)
            if not own:
                del self.users[socket.person.user_id or 0]

    # --- listening ---------------------------------------------------------------------------------------------------
    def hold(self, socket: Socket, name: str) -> None:
        """Enter a topic in buffering mode: what arrives is kept until `go_live`."""
        topic = self.topics.get(name)
        if topic is None:
            topic = self.topics[name] = Topic()
            self.wanted.set()
        topic.sockets.add(socket)
        socket.topics[name] = []

    def go_live(self, socket: Socket, name: str, head: int | None) -> None:
        """The catch-up up to `head` is queued: hand over what was held beyond it, then deliver directly."""
        held = socket.topics.get(name)
        if socket.closed or name not in socket.topics:
            return
        socket.topics[name] = None
        for position, text in held or []:
            if head is None or position < 0 or position > head:
                socket.push(text)
        topic = self.topics[name]
        if head is not None and topic.head is None:
            topic.head = head
        if source_of(name) is not None:
            self.presence.enter(name, socket.person)

    def leave(self, socket: Socket, name: str) -> None:
        if name not in socket.topics:
            return
        was_live = socket.topics.pop(name) is None
        topic = self.topics.get(name)
        if topic is not None:
            topic.sockets.discard(socket)
            if not topic.sockets:
                del self.topics[name]
                self.wanted.set()
                self.presence.forget(name)
        if was_live and source_of(name) is not None:
            self.presence.exit(name, socket.person)

    # --- what arrives ------------------------------------------------------------------------------------------------
    def take(self, item: dict[str, Any]) -> None:
        """One publication, from this process or another."""
        kind = item["kind"]
        if kind == "check":
            self.suspects.add(item["user"])
            self.check_wanted.set()
            return
        topic = self.topics.get(item["topic"])
        if topic is None:
            return
        if kind == "change":
            self.deliver_change(item["topic"], Change(item["prev"], item["head"], item["text"]))
        elif kind == "hint":
            if not item["most"] or self.presence.count(item["topic"]) <= item["most"]:
                self._fan_out(item["topic"], topic, item["text"], -1, fleeting=item["fleeting"])
        elif kind == "unsubscribe":
            for socket in [s for s in topic.sockets if s.person.user_id == item["user"]]:
                self.leave(socket, item["topic"])
                socket.push(item["text"])

    def deliver_change(self, name: str, change: Change) -> None:
        """In order: what is old is dropped, what comes too early waits for what is missing."""
        topic = self.topics.get(name)
        if topic is None:
            return
        if topic.head is None:  # nobody is live yet: those who read their catch-up now keep it
            self._fan_out(name, topic, change.text, change.head)
            return
        if change.head <= topic.head:
            return
        if change.prev > topic.head:
            if len(topic.early) < MOST_HELD:
                topic.early[change.prev] = change
            asyncio.get_running_loop().call_later(GAP_PATIENCE_S, self._look_for, name)
            return
        self._advance(name, topic, change)
        while topic.early:
            follower = topic.early.pop(min(topic.early))
            if follower.head <= topic.head:
                continue
            if follower.prev > topic.head:
                topic.early[follower.prev] = follower
                return
            self._advance(name, topic, follower)

    def _advance(self, name: str, topic: Topic, change: Change) -> None:
        topic.head = change.head
        self._fan_out(name, topic, change.text, change.head)

    def _look_for(self, name: str) -> None:
        topic = self.topics.get(name)
        if topic is not None and topic.early:
            self.behind.add(name)
            self.behind_wanted.set()

    def _fan_out(self, name: str, topic: Topic, text: str, position: int, *, fleeting: bool = False) -> None:
        for socket in list(topic.sockets) if fleeting else topic.sockets:
            held = socket.topics[name]
            if held is None:
                socket.push(text, fleeting=fleeting)
            elif not fleeting:
                held.append((position, text))

    # --- the end -----------------------------------------------------------------------------------------------------
    def say_bye(self) -> None:
        """The process is going: tell everybody to come back, each at a time of his own."""
        for socket in list(self.sockets):
            wait = random.randint(0, 20_000)  # noqa: S311 - spreads the return, keeps no secret
            socket.push(f'{{"op":"bye","code":"restart","retry_after_ms":{wait}}}')

    def now(self) -> float:
        return time.monotonic()
