"""`manage.py doctor`: explains how the portal is set up, what is missing, and what will not scale."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from portal.core.doctor import examine

MARKS = {"ok": "ok   ", "note": "note ", "fault": "FAULT"}


class Command(BaseCommand):
    help = "Says in plain words what is configured, what is missing and what will not scale. Exit status 1 when something does not work."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        findings = examine()
        width = max(len(one.subject) for one in findings)
        for one in findings:
            self.stdout.write(f"{MARKS[one.state]}  {one.subject.ljust(width)}  {one.text}")
            if one.remedy:
                self.stdout.write(f"{' ' * (width + 9)}→ {one.remedy}")
        faults = sum(one.state == "fault" for one in findings)
        notes = sum(one.state == "note" for one in findings)
        self.stdout.write(f"\n{faults} faults, {notes} notes." if faults else f"\nNo faults, {notes} notes.")
        if faults:
            sys.exit(1)
