"""What accounts and the sign-in library hold of people. The login stays as an empty row, since acts of others point to its number."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.actions import auditing, erasing
from portal.core import privacy

privacy.people["accounts.User"] = "user_ids"

privacy.declare(
    "accounts.User", of=["pk"], export=["email", "first_name", "last_name", "language", "date_joined", "last_login", "is_staff"],
    erase=erasing.empty_login, after=True,
    keep=_("The row of your sign-in stays without address, name and password, so that the acts of others who point to it stay whole."),
)  # fmt: skip
privacy.declare("accounts.User_groups", of=["user"], export=["group__name"], erase=privacy.DELETE)
privacy.declare("accounts.User_user_permissions", of=["user"], erase=privacy.DELETE)
privacy.declare(
    "accounts.RoleChange", of=["user"], export=["role", "given", "reason", "at"], erase={"reason": ""}, staff=["by"],
    keep=_("Who was given or lost rights on the desk, without the reason, so that it can be checked later."),
)  # fmt: skip
privacy.declare("accounts.Letter", export=erasing.waiting_letters, erase=erasing.drop_letters_to)
privacy.declare("account.EmailAddress", of=["user"], export=["email", "verified", "primary"], erase=privacy.DELETE)
privacy.declare("account.EmailConfirmation", of=["email_address__user"], export=["created", "sent"], erase=privacy.DELETE)
privacy.declare(
    "usersessions.UserSession", of=["user"], export=["created_at", "last_seen_at", "ip", "user_agent"], erase=erasing.drop_sessions
)
privacy.declare("sessions.Session", erase=erasing.drop_session_data)
privacy.not_personal("auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType")


privacy.declare(
    "accounts.AuditEntry", export=auditing.entries_of, erase=auditing.empty_entries, staff=["actor"], first=True,
    keep=_("That staff did something with your data or account, and when, without what would name you, so that misuse can be found."),
)  # fmt: skip
privacy.declare(
    "accounts.KnownBrowser", of=["user"], export=["name", "address", "first_seen_at", "last_seen_at"], erase=privacy.DELETE
)
privacy.declare(
    "accounts.Impersonation", of=["user"], export=["started_at", "until", "ended_at", "reason"], erase={"reason": ""}, staff=["by"],
    keep=_("When staff looked at the site as you, without the reason, so that misuse can be found."),
)  # fmt: skip
privacy.declare("mfa.Authenticator", of=["user"], export=["type", "created_at", "last_used_at"], erase=privacy.DELETE)
