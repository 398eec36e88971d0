"""Who may moderate whom."""

from typing import Any

from portal.accounts.roles import Role, has_role


def can_moderate(user: Any) -> bool:
    """Support moderators, and administrators."""
    return has_role(user, Role.MODERATOR)


def can_decide(user: Any, author: Any) -> bool:
    """A moderator decides on anything but his own writing."""
    return can_moderate(user) and (author is None or author.user_id != user.pk)


def can_silence(user: Any, party: Any) -> bool:
    """Nobody pauses himself or a colleague of the desk: that is a matter of roles."""
    return can_decide(user, party) and not (party.user is not None and has_role(party.user, *Role))
