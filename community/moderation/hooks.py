"""What moderation adds to the apps below it: the facts people read of themselves, the desk's menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from community.moderation import panels, queries, rules
from portal.accounts.roles import Role
from portal.core import menus
from portal.customers import panels as customer_panels
from portal.customers import timeline


class _Schema(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlaceAttributes(_Schema):
    """Where it happened, in the party's language; '' for everywhere."""

    place: str


class ReasonAttributes(PlaceAttributes):
    """The code of the reason, its words in the party's language, and what the moderator added."""

    reason: str
    why: str
    note: str


class PauseAttributes(ReasonAttributes):
    """Until when, as a moment and in words."""

    until: str
    ends: str


_STAFF = (Role.MODERATOR, Role.AGENT)
_FACTS: list[tuple[str, Any, Any, type[BaseModel], str, tuple[Role, ...]]] = [
    ("reported", _("Reported something"), _("You reported a message in %(place)s: %(why)s. Thank you for looking after the place."),
     ReasonAttributes, "flag", (Role.MODERATOR,)),
    ("hidden", _("Writing was hidden"), _("A moderator hid your message in %(place)s for this reason: %(why)s. %(note)s"),
     ReasonAttributes, "eye-off", _STAFF),
    ("restored", _("Writing is shown again"), _("Your message in %(place)s is shown again."), PlaceAttributes, "eye", _STAFF),
    ("silenced", _("Writing was paused"), _("A moderator paused your writing until %(ends)s for this reason: %(why)s. %(note)s"),
     PauseAttributes, "message-circle-off", _STAFF),
    ("banned", _("A room was closed to them"), _("A moderator closed %(place)s to you until %(ends)s for this reason: %(why)s. %(note)s"),
     PauseAttributes, "door-closed", _STAFF),
    ("unbanned", _("A room is open to them again"), _("You can enter %(place)s again."), PlaceAttributes, "door-open", _STAFF),
    ("lifted", _("May write again"), _("You can write again."), PlaceAttributes, "message-circle", _STAFF),
]  # fmt: skip
for _name, _label, _sentence, _schema, _icon, _roles in _FACTS:
    timeline.register(timeline.Kind(
        f"moderation.{_name}", label=_label, sentence=_sentence, schema=_schema, icon=_icon, roles=_roles, silent=("reason", "until"),
    ))  # fmt: skip

menus.desk.add(
    "moderation",
    menus.Entry(
        _("Review queue"),
        "moderation:queue",
        order=300,
        icon="shield-check",
        group=_("Community"),
        allowed=rules.can_moderate,
        count=queries.waiting_count,
    ),
)
menus.desk.add(
    "sanctions",
    menus.Entry(
        _("Sanctions"),
        "moderation:sanctions",
        order=310,
        icon="message-circle-off",
        group=_("Community"),
        allowed=rules.can_moderate,
    ),
)
menus.desk.add(
    "moderation_log",
    menus.Entry(
        _("Moderation log"),
        "moderation:log",
        order=320,
        icon="scroll-text",
        group=_("Community"),
        allowed=rules.can_moderate,
    ),
)

customer_panels.mine.add("moderation", panels.standing)
customer_panels.desk.add("moderation", panels.on_desk)
