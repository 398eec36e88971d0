"""What privacy adds: its facts, its mails, its acts in the audit log, its place in the menu, and its hours."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from portal.accounts import audit, mails
from portal.accounts.roles import Role, has_role
from portal.core import menus
from portal.core.schedules import Schedule, schedules
from portal.customers import panels, timeline
from portal.customers.models import Party
from portal.customers.privacy import tasks


class ViewAttributes(BaseModel):
    """Which view it was; who and why are in the audit log."""

    model_config = ConfigDict(extra="forbid")
    view: int


for _slug, _label, _sentence, _icon in (
    ("export_asked", _("Asked for his data"), _("You asked for everything we keep about you."), "package-open"),
    ("erasure_asked", _("Asked to be erased"), _("You asked us to erase everything about you."), "user-x"),
    ("erasure_withdrawn", _("Took the erasure back"), _("You changed your mind and stay."), "user-check"),
):
    timeline.register(
        timeline.Kind(f"privacy.{_slug}", label=_label, sentence=_sentence, icon=_icon, roles=(Role.AGENT, Role.ADMINISTRATOR))
    )
timeline.register(
    timeline.Kind(
        "accounts.viewed_as", label=_("Staff looked at the site as this customer"), schema=ViewAttributes, icon="glasses",
        sentence=_("One of our staff looked at the site as you do, to help you."), roles=(Role.AGENT,), internal=True,
    )
)  # fmt: skip

mails.MAILS["erasure_asked"] = mails.Mail(
    _("You asked us to erase everything about you"),
    (
        _("We will do so on the day you chose. Until it begins you can sign in and take it back on your page under “Your data”."),
        _("The link below shows how far it is, and afterwards what was erased and what had to stay. Keep it: it is the only way there."),
        _("If it was not you who asked, sign in, take it back, and choose a new password."),
    ),
    link="report_url", button=_("See how far it is"), secret=False,
)  # fmt: skip
mails.MAILS["erasure_begun"] = mails.Mail(
    _("We are erasing everything about you"),
    (_("This is the last mail from us. The link below shows what was erased, and what had to stay and why."),),
    link="report_url", button=_("See the report"), secret=False,
)  # fmt: skip

for _act, _words in (
    ("privacy.exported", _("Exported a customer's data")),
    ("privacy.erasure_asked", _("An erasure was asked for")),
    ("privacy.erasure_withdrawn", _("An erasure was taken back")),
    ("privacy.erased", _("A customer was erased")),
    ("impersonation.started", _("Began to view the site as a customer")),
    ("impersonation.ended", _("Stopped viewing the site as a customer")),
    ("impersonation.acted", _("Did something as a customer")),
    ("impersonation.refused", _("Was refused something as a customer")),
):
    audit.acts.add(_act, _words)

schedules.add(
    "privacy.look_after",
    Schedule(tasks.look_after, every=timedelta(minutes=5), label=_("Carry out erasures that are due, delete expired exports")),
)
menus.mine.add("privacy", menus.Entry(_("Your data"), "customers:privacy", order=85, icon="folder-lock"))


def _panel(request: HttpRequest, party: Party) -> dict[str, Any] | None:
    context = {
        "party": party, "can_view_as": party.user_id is not None and has_role(request.user, Role.AGENT),
        "can_erase": has_role(request.user, Role.ADMINISTRATOR),
    }  # fmt: skip
    if not (context["can_view_as"] or context["can_erase"]):
        return None
    return {"title": _("Data and account"), "template": "customers/desk/_privacy_panel.html", "context": context}


panels.desk.add("privacy", _panel)
