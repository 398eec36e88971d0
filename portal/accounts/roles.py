"""Roles as permission sets. A role is a Django group of the same name; everybody who signs in is a customer.

`sync_roles()` makes groups and permissions true to this table after every migration. No role but the administrator
may change users in Wagtail: that right is full escalation.
"""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.core.registry import Registry


class Role(TextChoices):
    MARKETER = "marketer", _("Marketer")
    MODERATOR = "moderator", _("Support moderator")
    AGENT = "agent", _("Support agent")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


permissions: Registry[list[str]] = Registry("role permissions")
"""Filled by each app's hooks: key `<app>:<role>`, value a list of 'app_label.codename'."""


def grant(app: str, role: Role, names: list[str]) -> None:
    """Give `role` the named Django permissions of an app, e.g. grant('products', Role.EDITOR, ['products.change_product'])."""
    if refused := [name for name in names if is_forbidden(role, name)]:
        raise ValueError(f"{role.value} may not hold {', '.join(refused)}")
    permissions.add(f"{app}:{role.value}", names)


def is_forbidden(role: Role, name: str) -> bool:
    """Whether `role` may never hold the permission: rights over users and groups are rights over everything."""
    return role != Role.ADMINISTRATOR and name.partition(".")[0] in {"accounts", "auth"}


def has_role(user: Any, *roles: Role) -> bool:
    """Whether a signed-in user holds one of `roles`; an administrator holds them all."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    return user.is_superuser or bool(user.role_names & {*(role.value for role in roles), Role.ADMINISTRATOR.value})


def is_desk_user(user: Any) -> bool:
    """Whether the user may open /desk/ at all."""
    return has_role(user, *Role)
