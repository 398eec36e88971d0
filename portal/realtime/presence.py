"""Who is in a topic now, over all processes: named up to a hundred, counted above. Kept in Redis with an expiry, or here.

Changes go out every two seconds as one frame a topic; nothing is stored in the database.
"""

import asyncio
import json
import logging
import time
import uuid
from typing import TYPE_CHECKING

from portal.realtime import bus
from portal.realtime.sockets import Person
from portal.realtime.sources import source_of, split
from portal.realtime.threads import in_thread

if TYPE_CHECKING:
    from portal.realtime.hub import Hub

log = logging.getLogger(__name__)

MOST_NAMED = 100
BATCH_S = 2.0
EXPIRY_S = 60
REFRESH_S = 20
PROCESS = uuid.uuid4().hex[:12]


class Presence:
    """This process's part, and what was last shown of the whole."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.here: dict[str, dict[int, tuple[str, int]]] = {}
        self.shown: dict[str, dict[int, str]] = {}
        self._dirty: set[str] = set()
        self._gone: dict[str, set[int]] = {}
        self._refreshed = 0.0

    def enter(self, topic: str, person: Person) -> None:
        if person.party_id is None:
            return
        people = self.here.setdefault(topic, {})
        name, sockets = people.get(person.party_id, (person.name, 0))
        people[person.party_id] = (name, sockets + 1)
        if not sockets:
            self._gone.get(topic, set()).discard(person.party_id)
            self._dirty.add(topic)

    def exit(self, topic: str, person: Person) -> None:
        people = self.here.get(topic, {})
        if person.party_id is None or person.party_id not in people:
            return
        name, sockets = people[person.party_id]
        if sockets > 1:
            people[person.party_id] = (name, sockets - 1)
            return
        del people[person.party_id]
        self._dirty.add(topic)
        if bus.is_shared():
            self._gone.setdefault(topic, set()).add(person.party_id)
        if not people:
            del self.here[topic]

    def forget(self, topic: str) -> None:
        """Nobody here listens any more: who comes next is told from the beginning, not what was true before."""
        self.shown.pop(topic, None)

    def count(self, topic: str) -> int:
        """How many are present, as far as known now."""
        return max(len(self.shown.get(topic, {})), len(self.here.get(topic, {})))

    def snapshot(self, topic: str) -> dict[str, object]:
        """What a newcomer is shown; he himself follows with the next batch."""
        shown = self.shown.get(topic, {})
        who = [{"id": id_, "name": name} for id_, name in shown.items()] if len(shown) <= MOST_NAMED else []
        return {"n": len(shown), "who": who}

    async def run(self) -> None:
        """Every two seconds: look at what changed and tell."""
        while True:
            await asyncio.sleep(BATCH_S)
            try:
                await self.flush()
            except Exception:
                log.exception("presence could not be told")

    async def flush(self) -> None:
        shared = bus.is_shared()
        due = shared and time.monotonic() - self._refreshed > REFRESH_S
        topics = set(self.here) | self._dirty if due or shared else set(self._dirty)
        self._dirty.clear()
        gone, self._gone = self._gone, {}
        if due:
            self._refreshed = time.monotonic()
        present = {t: {id_: name for id_, (name, _n) in self.here.get(t, {}).items()} for t in topics}
        if shared and topics:
            try:
                present = await in_thread(_share, present, gone)
            except Exception as fault:  # noqa: BLE001 - without Redis each process shows its own people
                log.warning("presence is not shared now: %s", type(fault).__name__)
        for topic, people in present.items():
            self._tell(topic, people)

    def _tell(self, topic: str, people: dict[int, str]) -> None:
        before = self.shown.get(topic, {})
        if people == before and topic in self.shown:
            return
        if topic not in self.hub.topics:
            self.shown.pop(topic, None)
            return
        self.shown[topic] = people
        source = source_of(topic)
        frame: dict[str, object] = {"op": "eph", source.field if source else "topic": split(topic)[1], "kind": "presence", "n": len(people)}
        if len(people) <= MOST_NAMED:
            if len(before) > MOST_NAMED:
                frame["who"] = [{"id": id_, "name": name} for id_, name in people.items()]
            else:
                frame["in"] = [{"id": id_, "name": name} for id_, name in people.items() if id_ not in before]
                frame["out"] = [id_ for id_ in before if id_ not in people]
        text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
        self.hub.take({"kind": "hint", "topic": topic, "text": text, "fleeting": True, "most": 0})


def _share(here: dict[str, dict[int, str]], gone: dict[str, set[int]]) -> dict[str, dict[int, str]]:
    """Write this process's people to Redis with an expiry, read everybody's back. One round trip."""
    moment = time.time()
    pipe = bus.redis_client().pipeline(transaction=False)
    for topic, people in here.items():
        key = f"{bus.PREFIX}:present:{topic}"
        if people:
            pipe.zadd(key, {f"{id_}|{PROCESS}|{name}": moment + EXPIRY_S for id_, name in people.items()})
        pipe.zremrangebyscore(key, "-inf", moment)
        pipe.expire(key, 2 * EXPIRY_S)
        pipe.zrange(key, 0, -1)
    answers = pipe.execute()
    result: dict[str, dict[int, str]] = {}
    lists = [answer for answer in answers if isinstance(answer, list)]
    for topic, members in zip(here, lists, strict=True):
        result[topic] = {}
        for member in members:
            id_, process, name = member.decode().split("|", 2)
            if process == PROCESS and (int(id_) in gone.get(topic, ()) or int(id_) not in here[topic]):
                bus.redis_client().zrem(f"{bus.PREFIX}:present:{topic}", member)
                continue
            result[topic][int(id_)] = name
    return result
