"""Landing pages, banners and links: the acts they tell of, and the places of pages they fill."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from portal.accounts.roles import Role, grant, has_role
from portal.campaigns import panels as own
from portal.campaigns import showing
from portal.core import menus, places
from portal.customers import panels, timeline

places.fillers.add("campaigns", showing.fill)
panels.mine.add("invitation", own.invitation)
_DESK = (Role.MARKETER, Role.AGENT)


def _is_marketer(user: Any) -> bool:
    return has_role(user, Role.MARKETER)


def _makes_calls(user: Any) -> bool:
    return has_role(user, Role.MARKETER, Role.AGENT)


class _Schema(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FormAttributes(_Schema):
    """On which landing page."""

    page: str


class TouchAttributes(_Schema):
    """The advert somebody came through first, as its address said."""

    source: str
    medium: str = ""
    tag: str = ""
    content: str = ""
    term: str = ""
    link: str = ""


menus.desk.add(
    "links", menus.Entry(_("Adverts and links"), "desk_links", order=530, icon="link", group=_("Marketing"), allowed=_is_marketer)
)
menus.desk.add(
    "landing-calls",
    menus.Entry(_("Calls to make"), "desk_landing_calls", order=535, icon="phone-call", group=_("Marketing"), allowed=_makes_calls),
)
timeline.register(
    timeline.Kind(
        "campaigns.signed_on", label=_("Signed up on a landing page"), sentence=_("You signed up on the page “%(page)s”."),
        schema=FormAttributes, icon="mail-plus", roles=_DESK, named="page",
    )
)  # fmt: skip
timeline.register(
    timeline.Kind(
        "campaigns.asked_for_call", label=_("Asked to be called"), sentence=_("You asked to be called on the page “%(page)s”."),
        schema=FormAttributes, icon="phone-call", roles=_DESK, named="page",
    )
)  # fmt: skip
timeline.register(
    timeline.Kind(
        "campaigns.came_through", label=_("Came through an advert"), sentence=_("You came to us through: %(source)s."),
        schema=TouchAttributes, icon="megaphone", roles=_DESK,
    )
)  # fmt: skip
timeline.register(
    timeline.Kind(
        "campaigns.was_invited", label=_("Joined through a personal link"), sentence=_("You joined through somebody’s personal link."),
        icon="user-plus", roles=_DESK,
    )
)  # fmt: skip
timeline.register(
    timeline.Kind(
        "campaigns.invited", label=_("Brought somebody along"), sentence=_("Somebody joined through your personal link."),
        icon="gift", roles=_DESK,
    )
)  # fmt: skip
grant(
    "campaigns-reaching", Role.MARKETER,
    [f"campaigns.{act}_{noun}" for noun in ("banner", "advertlink") for act in ("add", "change", "delete", "view")],
)  # fmt: skip
