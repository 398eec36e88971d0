"""What customers add to the registries below: the kinds of acts that tell of the party itself."""

from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from portal.accounts.roles import Role
from portal.core import menus
from portal.customers import queries, rules, timeline

_DESK = (Role.AGENT, Role.MODERATOR, Role.MARKETER)


class _Schema(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OpenedAttributes(_Schema):
    """Through which door the party came to us."""

    source: str


class ConfirmedAttributes(_Schema):
    """The address that was proved."""

    email: str


class RenamedAttributes(_Schema):
    """Both public names."""

    before: str
    after: str


class ContactEndedAttributes(_Schema):
    """Which sort of contact ended."""

    what: Literal["email", "phone"]


class ProfileAttributes(_Schema):
    """Which fields changed; never their values."""

    fields: list[str]


timeline.register(
    timeline.Kind("accounts.signed_up", label=_("Signed up"), sentence=_("You signed up. Welcome."), icon="sparkles", roles=_DESK)
)
timeline.register(
    timeline.Kind(
        "accounts.confirmed", label=_("Confirmed an e-mail address"), sentence=_("You confirmed your e-mail address %(email)s."),
        schema=ConfirmedAttributes, icon="mail-check", roles=(Role.AGENT,),
    )
)  # fmt: skip
timeline.register(
    timeline.Kind(
        "customers.opened", label=_("Became a customer"), sentence=_("We noted you as a customer."),
        schema=OpenedAttributes, icon="door-open", roles=_DESK,
    )
)  # fmt: skip
timeline.register(
    timeline.Kind(
        "customers.renamed", label=_("Changed the public name"), sentence=_("You changed your public name to %(after)s."),
        schema=RenamedAttributes, icon="id-card", roles=(Role.AGENT, Role.MODERATOR),
    )
)  # fmt: skip
timeline.register(
    timeline.Kind(
        "customers.contact_ended", label=_("Ended a way of contact"), sentence=_("An address or number was taken off your profile."),
        schema=ContactEndedAttributes, icon="unlink", roles=(Role.AGENT,),
    )
)  # fmt: skip
timeline.register(
    timeline.Kind(
        "customers.profile_changed", label=_("Changed the profile"), sentence=_("Your profile was changed."),
        schema=ProfileAttributes, icon="user-pen", roles=(Role.AGENT,),
    )
)  # fmt: skip

menus.mine.add("profile", menus.Entry(_("Your profile"), "customers:edit_profile", order=60, icon="user-pen"))
menus.desk.add(
    "customers",
    menus.Entry(
        _("Customers"), "desk_customers", order=200, icon="users", group=_("Customers"), allowed=rules.can_see_customers,
        count=lambda: queries.counts()["customers"],
    ),
)  # fmt: skip
