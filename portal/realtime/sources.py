"""What the hub asks of the apps whose changes it carries."""

from dataclasses import dataclass
from typing import Protocol

from portal.core.registry import Registry


@dataclass(frozen=True)
class Change:
    """What takes a listener from position `prev` to `head`: an encoded frame, the same for everybody."""

    prev: int
    head: int
    text: str


class Source(Protocol):
    """The record behind topics '<prefix>:<id>'. All methods may ask the database; they run in a thread."""

    field: str
    """The name under which frames carry the id: 'room'."""

    def heads(self, ids: list[int]) -> dict[int, int]:
        """The last number of each, in one query."""
        ...

    def read(self, id_: int, after: int) -> Change | None:
        """Everything after `after` in one change; None when there is nothing."""
        ...


sources: Registry[Source] = Registry("realtime sources")
"""By prefix."""


def split(topic: str) -> tuple[str, int]:
    """'room:12' → ('room', 12)."""
    prefix, _, number = topic.partition(":")
    return prefix, int(number)


def source_of(topic: str) -> Source | None:
    """The source of a topic; None for those that keep nothing ('user:7')."""
    return sources.get(topic.partition(":")[0])
