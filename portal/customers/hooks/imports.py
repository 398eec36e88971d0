"""Customers may be brought in from lists."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.customers import importing, timeline
from portal.imports.importers import importers

importers.add("customers", importing.CustomerImporter())
timeline.register(
    timeline.Kind(
        "customers.taken_back", label=_("Import taken back"), sentence=_("A list that named you was taken back."), icon="undo-2",
        roles=(Role.AGENT,), internal=True,
    )
)  # fmt: skip
