"""Who may see and change segments."""

from typing import Any

from portal.accounts.roles import Role, has_role


def can_see_segments(user: Any) -> bool:
    """Marketers, and administrators."""
    return has_role(user, Role.MARKETER)


def can_change_segments(user: Any) -> bool:
    return has_role(user, Role.MARKETER)
