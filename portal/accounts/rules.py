"""Who may do what with accounts."""

from typing import Any

from portal.accounts.roles import Role, has_role


def can_give_roles(user: Any) -> bool:
    """Only administrators say who may do what."""
    return has_role(user, Role.ADMINISTRATOR)


def can_edit_pages(user: Any) -> bool:
    return has_role(user, Role.EDITOR, Role.MARKETER)


def can_read_secrets(user: Any) -> bool:
    """Whether the user may read mails that hold codes or keys: they open other people's accounts."""
    return has_role(user, Role.ADMINISTRATOR)


def can_read_audit(user: Any) -> bool:
    """Whether the user may read what the staff did with its rights."""
    return has_role(user, Role.ADMINISTRATOR)
