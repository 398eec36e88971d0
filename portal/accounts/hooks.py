"""What accounts add to the menus and to the schedules."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from portal.accounts import audit, rules, tasks
from portal.accounts.roles import is_desk_user
from portal.core import menus
from portal.core.schedules import Schedule, schedules

schedules.add(
    "accounts.letters",
    Schedule(tasks.drop_stale_letters, every=timedelta(minutes=5), label=_("Forget mails that are no longer good")),
)
schedules.add(
    "accounts.browsers",
    Schedule(tasks.forget_old_browsers, at=time(4, 10), label=_("Forget browsers that have not been seen for two years")),
)
schedules.add(
    "accounts.sessions", Schedule(tasks.forget_ended_sessions, at=time(4, 15), label=_("Forget devices that are no longer signed in"))
)
for _act, _words in (
    ("accounts.role_given", _("Gave a role")),
    ("accounts.role_taken", _("Took a role")),
    ("accounts.second_factor", _("Changed a second factor")),
):
    audit.acts.add(_act, _words)
menus.mine.add("desk", menus.Entry(_("Desk"), "desk_home", order=10, icon="layout-dashboard", allowed=is_desk_user))
menus.mine.add("cms", menus.Entry(_("Edit pages"), "wagtailadmin_home", order=12, icon="file-pen", allowed=rules.can_edit_pages))
menus.mine.add("emails", menus.Entry(_("E-mail addresses"), "account_email", order=70, icon="mail"))
menus.mine.add("password", menus.Entry(_("Password"), "account_change_password", order=75, icon="key-round"))
menus.mine.add("factor", menus.Entry(_("Passkeys and the second step"), "mfa_index", order=77, icon="shield-check"))
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
    "audit", menus.Entry(_("Audit log"), "desk_audit", order=925, icon="scroll-text", group=_("House"), allowed=rules.can_read_audit)
)
