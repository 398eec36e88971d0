"""What recognition adds to the registries below: kinds of acts, menu entries, names in the audit log, nightly work."""

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from portal.accounts import audit
from portal.accounts.roles import Role
from portal.customers import timeline


class _Schema(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MergedAttributes(_Schema):
    """Which other party is read as this one, and why."""

    number: int
    reason: str
    automatic: bool


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
