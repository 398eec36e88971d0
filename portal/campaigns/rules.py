"""Who may work on campaigns."""

from typing import Any

from portal.accounts.roles import Role, has_role


def can_see_campaigns(user: Any) -> bool:
    """Marketers and administrators."""
    return has_role(user, Role.MARKETER)


def can_edit_campaigns(user: Any) -> bool:
    return has_role(user, Role.MARKETER)


def is_author(user: Any, *, authors: set[int]) -> bool:
    """Whether the user has written or changed the campaign: then a second person has to approve it."""
    return getattr(user, "pk", None) in authors


def can_approve(user: Any, *, authors: set[int]) -> bool:
    """Another marketer, or an administrator; never one of the authors, whatever his role."""
    return has_role(user, Role.MARKETER) and not is_author(user, authors=authors)
