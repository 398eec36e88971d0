"""Reads on accounts."""

from django.db.models import QuerySet

from portal.accounts.models import RoleChange, User
from portal.accounts.roles import Role


def staff() -> QuerySet[User]:
    """Everybody with a role, with the roles, in two queries."""
    return User.objects.filter(is_staff=True).prefetch_related("groups").order_by("email")


def roles_of(user: User) -> list[Role]:
    """The user's roles in the order of the list of roles; uses prefetched groups."""
    held = {group.name for group in user.groups.all()}
    return [role for role in Role if role.value in held]


def role_changes() -> QuerySet[RoleChange]:
    return RoleChange.objects.select_related("user", "by").order_by("-at", "-id")
