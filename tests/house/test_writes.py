"""Every write is an action: doors and tasks call one, none saves by itself."""

import re

from tests.house.tree import ROOT, own

WRITE = re.compile(r"\.(save|create|bulk_create|update_or_create|get_or_create|bulk_update|delete)\(|\.objects\b[^\n]*\.update\(")
ALLOWED = re.compile(r"(^|/)(actions|models|migrations|demo)(/|\.py|$)|/management/commands/bench|/timeline\.py$")
EXEMPT = {
    "portal/core/": "the floor writes files and cookies, and of rows only the marks of content changes and what is old",
    "portal/search/": "index rows and files are its own matter, not business writes",
    "portal/jobs/": "task rows are django-tasks' own",
    "portal/accounts/forms.py": "allauth's forms save by contract",
    "portal/accounts/adapter.py": "allauth's adapter saves by contract",
}


def stray_writes(name: str, source: str) -> list[str]:
    """Faults for lines that write outside actions."""
    if ALLOWED.search(name) or any(name.startswith(prefix) for prefix in EXEMPT):
        return []
    faults = []
    for number, line in enumerate(source.splitlines(), 1):
        if WRITE.search(line) and "# no row:" not in line:
            faults.append(f"{name}:{number} {line.strip()}")
    return faults


def test_only_actions_write():
    faults = []
    for path in own("*.py"):
        faults += stray_writes(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    assert faults == []


def test_a_stray_write_is_found():
    assert stray_writes("community/chat/views.py", "room.save()") == ["community/chat/views.py:1 room.save()"]
    assert stray_writes("community/chat/actions.py", "room.save()") == []
