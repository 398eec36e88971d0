"""What recognition adds to the registries below: kinds of acts, menu entries, names in the audit log, nightly work."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from portal.accounts import audit
from portal.accounts.roles import Role
from portal.core import menus
from portal.core.schedules import Schedule, schedules
from portal.customers import rules, tasks, timeline
from portal.customers.queries import duplicates


class _Schema(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MergedAttributes(_Schema):
    """Which other party is read as this one, and why."""

    number: int
    reason: str
    automatic: bool | None = None


class PartedAttributes(_Schema):
    """Which party is on its own again, and why."""

    number: int
    reason: str


timeline.register(
    timeline.Kind(
        "customers.merged", label=_("Recognised as the same customer"), sentence=_("We recognised you."),
        schema=MergedAttributes, icon="merge", roles=(Role.AGENT,), internal=True,
    )
)  # fmt: skip
timeline.register(
    timeline.Kind(
        "customers.parted", label=_("Parted again"), sentence=_("We parted two customers again."),
        schema=PartedAttributes, icon="split", roles=(Role.AGENT,), internal=True,
    )
)  # fmt: skip
audit.acts.add("customers.merged", _("Merged two customers"))
audit.acts.add("customers.parted", _("Undid a merge of two customers"))
audit.acts.add("customers.never_same", _("Decided that two customers are never the same"))
audit.acts.add("customers.never_lifted", _("Took back that two customers are never the same"))

menus.desk.add(
    "who",
    menus.Entry(
        _("Who is it?"), "desk_who", order=205, icon="phone-incoming", group=_("Customers"), allowed=rules.can_merge_customers
    ),
)  # fmt: skip
menus.desk.add(
    "duplicates",
    menus.Entry(
        _("Possible duplicates"), "desk_duplicates", order=210, icon="git-compare-arrows", group=_("Customers"),
        allowed=rules.can_merge_customers, count=lambda: duplicates.waiting().count(),
    ),
)  # fmt: skip
menus.desk.add(
    "households",
    menus.Entry(
        _("Households and companies"), "desk_households", order=215, icon="house", group=_("Customers"), allowed=rules.can_merge_customers
    ),
)  # fmt: skip
menus.desk.add(
    "quality",
    menus.Entry(_("Data quality"), "desk_quality", order=220, icon="badge-check", group=_("Customers"), allowed=rules.can_merge_customers),
)
schedules.add("customers.duplicates", Schedule(tasks.find_duplicates, at=time(2, 20), label=_("Look for customers who are here twice")))
schedules.add(
    "customers.train", Schedule(tasks.train_matching, every=timedelta(days=7), label=_("Learn what tells customers apart"))
)
