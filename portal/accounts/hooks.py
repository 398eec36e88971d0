"""What accounts add to the menus and to the schedules."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.accounts import rules, tasks
from portal.accounts.roles import is_desk_user
from portal.core import menus
from portal.core.schedules import Schedule, schedules

schedules.add(
    "accounts.letters",
    Schedule(tasks.drop_stale_letters, every=timedelta(minutes=5), label=_("Forget mails that are no longer good")),
)
menus.mine.add("desk", menus.Entry(_("Desk"), "desk_home", order=10, icon="layout-dashboard", allowed=is_desk_user))
menus.mine.add("cms", menus.Entry(_("Edit pages"), "wagtailadmin_home", order=12, icon="file-pen", allowed=rules.can_edit_pages))
menus.mine.add("emails", menus.Entry(_("E-mail addresses"), "account_email", order=70, icon="mail"))
menus.mine.add("password", menus.Entry(_("Password"), "account_change_password", order=75, icon="key-round"))
menus.mine.add("sessions", menus.Entry(_("Signed-in devices"), "usersessions_list", order=80, icon="monitor-smartphone"))
menus.mine.add("logout", menus.Entry(_("Sign out"), "account_logout", order=90, icon="log-out"))
menus.desk.add(
    "roles", menus.Entry(_("Roles"), "desk_roles", order=920, icon="shield-check", group=_("House"), allowed=rules.can_give_roles)
)
menus.desk.add(
    "editor", menus.Entry(
        _("Edit pages"), "wagtailadmin_home", order=905, icon="file-pen", group=_("House"), allowed=rules.can_edit_pages
    ),
)  # fmt: skip
menus.desk.add(
    "outbox", menus.Entry(_("Outbox"), "desk_outbox", order=930, icon="send", group=_("House"), allowed=rules.can_read_outbox)
)
