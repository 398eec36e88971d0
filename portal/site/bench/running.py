"""One run of the bench: which rows, measured, measured again where a goal was missed, and told."""

from collections.abc import Callable
from typing import Any

from django.db import connection

from portal.site.bench import filling, machine, report
from portal.site.bench.chat import measure_chat
from portal.site.bench.measuring import Effort, Figures, measure
from portal.site.bench.rows import ROWS

Told = Callable[[str], None]


def run(options: dict[str, Any], told: Told) -> tuple[list[Figures], str, str]:
    """The figures, as a table and as JSON."""
    effort = Effort(rounds=options["rounds"], count=options["count"], seconds=options["seconds"])
    rows = [row for row in ROWS if options["only"] in row.name]
    found = measure(rows, effort, told)
    if "chat".startswith(options["only"]):
        found += measure_chat(effort.rounds, told)
    if options["check"] and (missed := {one.name for one in found if one.met is False}):
        told("  again: " + ", ".join(sorted(missed)))
        second = {one.name: one for one in measure([row for row in rows if row.name in missed], effort, told)}
        if any(name.startswith("chat: ") for name in missed):
            second |= {one.name: one for one in measure_chat(effort.rounds, told)}
        found = [second.get(one.name, one) if one.name in missed else one for one in found]
    held = filling.filled()
    profile = "PostgreSQL and Redis" if connection.vendor == "postgresql" else "embedded (SQLite)"
    scale = f"profile {profile}; demo at scale {held['scale']}, {held['products']:,} products; median of {effort.rounds}"
    described = machine.described()
    return found, report.table(found, described, scale), report.as_json(found, described, scale)
