"""What the addresses of imports need: one list of customers."""

from portal.imports import actions
from portal.imports.importers import importers
from tests.factories import accounts


def objects() -> dict:
    by = accounts.user("bringer@mailbox.example")
    return {"one": actions.take_in(importers["customers"], "list.csv", b"Name\nGreta Hauser\n", by=by, language="en")}
