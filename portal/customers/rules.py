"""Who may see what of a customer."""

from typing import Any

from portal.accounts.roles import Role, has_role


def can_see_customers(user: Any) -> bool:
    return has_role(user, Role.AGENT, Role.MODERATOR)


def can_see_contacts(user: Any) -> bool:
    """Addresses, numbers, billed names and what is known of a customer: agents need them, moderators do not."""
    return has_role(user, Role.AGENT)


def can_add_customers(user: Any) -> bool:
    return has_role(user, Role.AGENT)


def can_merge_customers(user: Any) -> bool:
    """Decide who is the same, and take it back; make households and companies."""
    return has_role(user, Role.AGENT)
