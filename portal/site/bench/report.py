"""The table a bench prints, and the same as JSON."""

import json
from dataclasses import asdict
from typing import Any

from portal.site.bench.measuring import Figures

_HEAD = ["page", "req/s", "ratio", "CPU app + db, ms", "queries", "body, kB", "goal", ""]


def cells(found: Figures) -> list[str]:
    verdict = {True: "met", False: "MISSED", None: ""}[found.met]
    if found.extra:
        told = ", ".join(f"{name} {value:g}" for name, value in found.extra.items())
        return [found.name, "", "", told, "", "", found.goal, verdict]
    cost = f"{found.app_ms:.2f} + {found.db_ms:.2f}"
    return [found.name, f"{found.rate:,.0f}", f"{found.ratio:.3f}", cost, str(found.queries), f"{found.kilobytes:.1f}", found.goal, verdict]


def table(found: list[Figures], machine: dict[str, str], scale: str) -> str:
    """Markdown, so that it can be pasted where figures are told."""
    rows = [_HEAD, *(cells(one) for one in found)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]

    def line(row: list[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"

    head = "; ".join(f"{name} {value}" for name, value in machine.items())
    return "\n".join([head, scale, "", line(_HEAD), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows[1:])])


def as_json(found: list[Figures], machine: dict[str, str], scale: str) -> str:
    answer: dict[str, Any] = {"machine": machine, "data": scale, "rows": [asdict(one) for one in found]}
    return json.dumps(answer, indent=1, ensure_ascii=False) + "\n"
