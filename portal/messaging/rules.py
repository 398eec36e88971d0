"""Who may do what with messages."""

from typing import Any

from portal.accounts.roles import Role, has_role


def can_read_messages(user: Any) -> bool:
    """What was said to whom."""
    return has_role(user, Role.AGENT, Role.MARKETER)


def can_edit_templates(user: Any) -> bool:
    return has_role(user, Role.MARKETER)


def can_call(user: Any) -> bool:
    return has_role(user, Role.AGENT)


def can_read_outbox(user: Any) -> bool:
    return has_role(user, Role.AGENT)
