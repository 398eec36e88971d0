"""How an upper app adds something to a lower one: the lower app owns a Registry, the upper fills it in `hooks.py`."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things in the order of their keys' registration; a double key raises, so two apps cannot shadow each other."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._things: dict[str, T] = {}

    def add(self, key: str, thing: T) -> T:
        """Register `thing`; raises ValueError when `key` is taken."""
        if key in self._things:
            raise ValueError(f"{self.name}: {key!r} is already registered")
        self._things[key] = thing
        return thing

    def __getitem__(self, key: str) -> T:
        return self._things[key]

    def __contains__(self, key: str) -> bool:
        return key in self._things

    def __iter__(self) -> Iterator[T]:
        return iter(self._things.values())

    def get(self, key: str) -> T | None:
        return self._things.get(key)

    def keys(self) -> list[str]:
        return list(self._things)
