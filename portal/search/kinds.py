"""What kinds of things can be found: each app names its own in `hooks.py`."""

from dataclasses import dataclass
from typing import Any

from portal.core.registry import Registry


@dataclass(frozen=True)
class Kind:
    """`label` is a lazy translation in the plural ("Answers"), `order` its place in filters, `icon` a Lucide name."""

    label: Any
    order: int = 100
    icon: str = "file-text"


_kinds: Registry[Kind] = Registry("kinds of search results")


def add(slug: str, kind: Kind) -> Kind:
    """Announce a kind; a double slug raises ValueError."""
    return _kinds.add(slug, kind)


def get(slug: str) -> Kind | None:
    return _kinds.get(slug)


def ordered() -> list[tuple[str, Kind]]:
    """All kinds in the order of the filters."""
    return sorted(((slug, _kinds[slug]) for slug in _kinds.keys()), key=lambda pair: (pair[1].order, pair[0]))  # noqa: SIM118 - a Registry is no dict
