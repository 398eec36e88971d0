"""The table of addresses × roles: read from `urls/<app>.tsv`, with the objects its addresses need from `urls/<app>.py`."""

import csv
import importlib
import json
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

FOLDER = Path(__file__).resolve().parent / "urls"
ROLES = ["anonymous", "customer", "marketer", "moderator", "agent", "editor", "administrator"]
UNNAMED = {"wagtail_serve"}
"""Addresses without fixed paths: the tree of pages, whose rights Wagtail keeps (tests/portal/pages/)."""


@dataclass(frozen=True)
class Row:
    app: str
    name: str
    args: dict
    method: str
    expected: dict[str, int]


def rows() -> list[Row]:
    """Every row of every table."""
    found = []
    for path in sorted(FOLDER.glob("*.tsv")):
        for line in csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
            expected = {role: int(line[role]) for role in ROLES}
            found += [Row(path.stem, line["name"], json.loads(line["args"] or "{}"), line["method"], expected)]
    return found


def objects_of(app: str) -> dict:
    """The objects of `urls/<app>.py`, made in the test's database; {} when the app needs none."""
    if not (FOLDER / f"{app}.py").exists():
        return {}
    return importlib.import_module(f"tests.house.urls.{app}").objects()


def grow(app: str, objects: dict, who: object) -> None:
    """One more of what the addresses of the app show, about `who.customer` and others, by `who.staff`; `objects` follow."""
    if (FOLDER / f"{app}.py").exists():
        getattr(importlib.import_module(f"tests.house.urls.{app}"), "more", lambda *_nothing: None)(objects, who)


def own_names() -> set[str]:
    """The full names of all addresses whose view is ours, plus allauth's (we show its pages)."""
    found: set[str] = set()

    def walk(patterns, namespace):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                walk(entry.url_patterns, inner)
            elif isinstance(entry, URLPattern):
                view = entry.callback
                module = getattr(view, "__module__", "") or ""
                wrapped = getattr(getattr(view, "__wrapped__", view), "__module__", module)
                foreign = wrapped.startswith(("wagtail", "django.contrib.staticfiles", "modelcluster")) or "wagtail" in namespace
                if not foreign and entry.name and entry.name not in UNNAMED:
                    found.add(namespace + entry.name)

    walk(get_resolver().url_patterns, "")
    return found
