"""What channels, templates and inboxes add: the channels themselves, variables, menus, panels, acts of the timeline."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from portal.accounts.roles import Role
from portal.core import doctor, menus, places
from portal.core.i18n import current_language
from portal.customers import panels, timeline
from portal.customers.models import Party
from portal.messaging import rules
from portal.messaging.channels.base import channels
from portal.messaging.channels.fax import FaxChannel
from portal.messaging.channels.inbox import InboxChannel
from portal.messaging.channels.letter import LetterChannel
from portal.messaging.channels.push import PushChannel
from portal.messaging.channels.sms import SmsChannel
from portal.messaging.channels.telephone import TelephoneChannel
from portal.messaging.enums import CallOutcome
from portal.messaging.queries import inbox as inboxes
from portal.messaging.rendering import fonts, paper
from portal.messaging.rendering.variables import ADDRESS, Variable, variables

_GROUP = _("Messages")


class CalledAttributes(BaseModel):
    """What a call was about and what came of it; never what was said."""

    model_config = ConfigDict(extra="forbid")
    subject: str
    outcome: str


for _channel in (InboxChannel(), PushChannel(), SmsChannel(), FaxChannel(), LetterChannel(), TelephoneChannel()):
    channels.add(_channel.slug, _channel)

variables.add("site.name", Variable(_("The name of this site"), lambda _message: paper.site_name(), "Atrium"))
variables.add(
    "site.address", Variable(_("The address of this site"), lambda _message: settings.SITE_URL, "https://atrium.example", ADDRESS)
)

timeline.register(
    timeline.Kind(
        "messaging.called", label=_("Was called"), sentence=_("We called you: %(subject)s."), schema=CalledAttributes,
        icon="phone-outgoing", roles=(Role.AGENT, Role.MARKETER), codes={"outcome": CallOutcome},
    )
)  # fmt: skip


def _newest_messages(request: HttpRequest, party: Party) -> dict[str, Any] | None:
    """The three newest messages of the inbox, on the customer's own page."""
    items = inboxes.newest_of(party)
    return {"title": _("Messages for you"), "template": "messaging/_newest.html", "context": {"items": items}} if items else None


def _badge(context: Any, place: str) -> str:
    """In the bar of signed-in people: the element that asks how many messages wait."""
    request = context.get("request")
    if place != "bar" or not getattr(getattr(request, "user", None), "is_authenticated", False):
        return ""
    fresh, nonce = "yes" if "/inbox/" in request.path_info else "", escape(getattr(request, "csp_nonce", ""))
    return mark_safe(_badge_of(current_language(), fresh).replace(_NONCE, nonce))  # noqa: S308 - both were escaped


_NONCE = "{nonce}"


@lru_cache(maxsize=16)
def _badge_of(language: str, fresh: str) -> str:
    """The element in the active language: the same for everybody but for the nonce."""
    return format_html(
        '<unread-badge data-url="{}" data-label="{}" data-fresh="{}"></unread-badge><script nonce="{}" type="module" src="{}"></script>',
        reverse("messaging_root:unread"), gettext("messages you have not read"), fresh, _NONCE, static("messaging/unread-badge.js"),
    )  # fmt: skip


places.fillers.add("messaging", _badge)
panels.mine.add("inbox", _newest_messages)
menus.mine.add("inbox", menus.Entry(_("Inbox"), "messaging:inbox", order=20, icon="inbox"))
menus.mine.add("notifications", menus.Entry(_("Notifications"), "messaging:notifications", order=65, icon="bell"))
_DESK = (
    ("messages", _("Messages"), "send", rules.can_read_messages),
    ("templates", _("Templates"), "file-text", rules.can_read_messages),
    ("calls", _("Calls"), "phone", rules.can_call),
    ("letters", _("Letters"), "mailbox", rules.can_call),
    ("outbox", _("Outbox"), "mail-open", rules.can_read_outbox),
)
for _number, (_name, _label, _icon, _allowed) in enumerate(_DESK):
    _entry = menus.Entry(_label, f"messaging_desk:{_name}", order=250 + _number, icon=_icon, group=_GROUP, allowed=_allowed)
    menus.desk.add(f"messaging_{_name}", _entry)
doctor.examinations.add("letters", fonts.examination)
