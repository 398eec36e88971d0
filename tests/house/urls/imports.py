"""What the addresses of imports need: one list of customers."""

from portal.imports import actions
from portal.imports.importers import importers
from tests.factories import accounts


def objects() -> dict:
    by = accounts.user("bringer@mailbox.example")
    return {"one": actions.take_in(importers["customers"], "list.csv", b"Name\nGreta Hauser\n", by=by, language="en")}


def more(objects: dict, who) -> None:
    """Another list that was tried: with a customer and a line that cannot be read more than the one before."""
    number = objects["grown"] = objects.get("grown", 0) + 1
    lines = [f"Greta Hauser {n};greta{n}@post.example;{n}\n;no address;\n" for n in range(number)]
    objects["one"] = actions.take_in(importers["customers"], "list.csv", f"Name;E-Mail;Extra {number}\n{''.join(lines)}".encode(), by=who.staff, language="en")
    actions.choose_columns(objects["one"], objects["one"].mapping, by=who.staff)
    actions.work_on(objects["one"])
