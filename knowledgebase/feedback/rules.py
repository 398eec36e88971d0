"""Who may work on answers."""

from typing import Any

from portal.accounts.roles import Role, has_role

STAFF = (Role.EDITOR, Role.MARKETER, Role.AGENT)


def can_work_on_answers(user: Any) -> bool:
    """Editors write them, marketers and agents know what is asked; an administrator may all."""
    return has_role(user, *STAFF)
