"""Reads on accounts."""

from django.db.models import Q, QuerySet

from portal.accounts.models import AuditEntry, RoleChange, User
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


def audit_entries(term: str, act: str = "") -> QuerySet[AuditEntry]:
    """The audit log, newest first: all of it, or what has `term` in a name, a reason or the act's code, or is about that number."""
    rows = AuditEntry.objects.select_related("about_type").order_by("-at", "-id")
    if act:
        rows = rows.filter(act=act)
    if not term:
        return rows
    found = Q(actor_name__icontains=term) | Q(about_name__icontains=term) | Q(reason__icontains=term) | Q(act__icontains=term)
    number = term.lstrip("#")
    if number.isascii() and number.isdigit() and len(number) < 19:
        found |= Q(about_id=int(number))
    return rows.filter(found)
