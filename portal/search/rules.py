"""Who may find what. A document names its audiences; a reader finds it when he belongs to one of them."""

from collections.abc import Callable, Iterable
from typing import Any

from portal.core.registry import Registry

PUBLIC = "public"
MEMBERS = "members"

audiences: Registry[Callable[[Any], Iterable[str]]] = Registry("search audiences")
"""Key: the app's name; value: a function from a user to the further audiences he belongs to."""


def audiences_of(user: Any) -> frozenset[str]:
    """Every audience the user belongs to; nobody and visitors belong to the public alone."""
    found = {PUBLIC}
    if getattr(user, "is_authenticated", False) and user.is_active:
        found.add(MEMBERS)
        for more in audiences:
            found.update(more(user))
    return frozenset(found)


def can_manage_index(user: Any) -> bool:
    """Whether the user may see and rebuild the indexes."""
    return bool(getattr(user, "is_active", False)) and user.has_perm("search.manage_index")
