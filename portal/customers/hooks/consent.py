"""What consent adds to the registries below: the kinds of acts it tells, the mail it sends, what comes round each day."""

from datetime import time

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from portal.accounts import audit, gates
from portal.accounts import mails as account_mails
from portal.accounts.roles import Role
from portal.core import menus
from portal.core.schedules import Schedule, schedules
from portal.customers import mails, panels, rules, tasks, timeline
from portal.customers.actions import contacts
from portal.customers.desk import consent as desk
from portal.customers.enums import ConsentSource, ContactChannel, Purpose


class ConsentAttributes(BaseModel):
    """What for, by which way, and through which door: codes of the closed lists."""

    model_config = ConfigDict(extra="forbid")
    purpose: str
    by: str
    source: str


_DESK = (Role.AGENT, Role.MARKETER)
_CODES = {"purpose": Purpose, "by": ContactChannel, "source": ConsentSource}
for _slug, _label, _sentence, _icon in (
    ("customers.consent_given", _("Agreed to hear from us"), _("You agreed: %(purpose)s by %(by)s."), "mail-plus"),
    ("customers.consent_withdrawn", _("Withdrew a consent"), _("You no longer want: %(purpose)s by %(by)s."), "mail-minus"),
    ("customers.consent_ended", _("A consent ran out"), _("Your consent ran out: %(purpose)s by %(by)s."), "mail-x"),
):
    timeline.register(
        timeline.Kind(_slug, label=_label, sentence=_sentence, schema=ConsentAttributes, icon=_icon, roles=_DESK, codes=_CODES)
    )

audit.acts.add("consent.suppressed", _("Blocked an address"))
audit.acts.add("consent.lifted", _("Lifted the block of an address"))
panels.desk.add("consents", desk.consent_panel)
menus.mine.add("preferences", menus.Entry(_("Your preferences"), "customers:preferences", order=62, icon="sliders-horizontal"))
menus.desk.add(
    "suppressions", menus.Entry(
        _("Blocked addresses"), "desk_suppressions", order=215, icon="mail-x", group=_("Customers"), allowed=rules.can_see_contacts
    ),
)  # fmt: skip
gates.gates.add("customers", mails.may_leave)
gates.ledgers.add("customers", contacts.note_letter)
account_mails.MAILS[mails.CONFIRM] = mails.WORDS

schedules.add("customers.expire_consents", Schedule(tasks.expire_consents, at=time(3, 10), label=_("Note consents that have run out")))
schedules.add("customers.forget_contacts", Schedule(tasks.forget_old_contacts, at=time(3, 25), label=_("Forget old contacts")))
schedules.add("customers.check_consents", Schedule(tasks.check_consents, at=time(3, 40), label=_("Compare consents with their ledger")))


class PreferencesAttributes(BaseModel):
    """Which preferences changed; never their values."""

    model_config = ConfigDict(extra="forbid")
    fields: list[str]


timeline.register(
    timeline.Kind(
        "customers.preferences_changed", label=_("Changed preferences"), sentence=_("You changed your preferences."),
        schema=PreferencesAttributes, icon="sliders-horizontal", roles=(Role.AGENT,),
    )
)  # fmt: skip
