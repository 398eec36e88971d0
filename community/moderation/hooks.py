"""What moderation adds to the apps below it: the facts people read of themselves, the desk's menu."""

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
timeline.register(
    timeline.Kind(
        "moderation.reported",
        label=_("Reported something"),
        sentence=_("You reported a message in %(place)s: %(why)s. Thank you for looking after the place."),
        schema=ReasonAttributes,
        icon="flag",
        roles=(Role.MODERATOR,),
    )
)
timeline.register(
    timeline.Kind(
        "moderation.hidden",
        label=_("Writing was hidden"),
        sentence=_("A moderator hid your message in %(place)s for this reason: %(why)s. %(note)s"),
        schema=ReasonAttributes,
        icon="eye-off",
        roles=_STAFF,
    )
)
timeline.register(
    timeline.Kind(
        "moderation.restored",
        label=_("Writing is shown again"),
        sentence=_("Your message in %(place)s is shown again."),
        schema=PlaceAttributes,
        icon="eye",
        roles=_STAFF,
    )
)
timeline.register(
    timeline.Kind(
        "moderation.silenced",
        label=_("Writing was paused"),
        sentence=_("A moderator paused your writing until %(ends)s for this reason: %(why)s. %(note)s"),
        schema=PauseAttributes,
        icon="message-circle-off",
        roles=_STAFF,
    )
)
timeline.register(
    timeline.Kind(
        "moderation.lifted",
        label=_("May write again"),
        sentence=_("You can write again."),
        schema=PlaceAttributes,
        icon="message-circle",
        roles=_STAFF,
    )
)

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
