"""Where a reader of a topic can ask people: apps above register places (rooms today, others later) in their `hooks.py`.

    asking.places.add("rooms", rooms_of)          # rooms_of(topic, user) -> list[Place]
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.core.registry import Registry
from portal.topics.models import Topic


@dataclass(frozen=True)
class Place:
    """Somewhere to ask: its name, address and one line about it."""

    title: str
    url: str
    text: str = ""


places: Registry[Callable[[Topic, Any], list[Place]]] = Registry("places to ask")


def places_for(topic: Topic, user: Any) -> list[Place]:
    """All places for a topic, in the order of registration; each registered function asks the database a fixed number of times."""
    return [place for found in places for place in found(topic, user)]
