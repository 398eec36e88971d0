"""Who is in topics now, asked from a page's thread. A hint like all presence: nobody is shown where it cannot be known."""

import logging
import time

import redis

from portal.realtime import bus

log = logging.getLogger(__name__)


def people_in(topics: list[str]) -> dict[str, dict[int, str]]:
    """Topic → party id → name, over all processes in one round trip; without Redis those of this process."""
    if not topics:
        return {}
    if not bus.is_shared():
        return bus.people_here(topics)
    moment = time.time()
    pipe = bus.redis_client().pipeline(transaction=False)
    for topic in topics:
        pipe.zrangebyscore(f"{bus.PREFIX}:present:{topic}", moment, "+inf")
    try:
        answers = pipe.execute()
    except (redis.RedisError, OSError) as fault:
        log.warning("presence is not known now: %s", type(fault).__name__)
        return bus.people_here(topics)
    found: dict[str, dict[int, str]] = {}
    for topic, members in zip(topics, answers, strict=True):
        rows = (member.decode().split("|", 2) for member in members)
        found[topic] = {int(id_): name for id_, _process, name in rows}
    return found
