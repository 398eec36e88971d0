"""`manage.py read_mail`: takes in what came back to MAIL_BOUNCES, from a Maildir or from the mail server's pipe."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.messaging.bounces.reading import LARGEST
from portal.messaging.bounces.taking_in import take_in


class Command(BaseCommand):
    help = "Takes in bounces, complaints, ways out and answers. Reading a mail twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--maildir", type=Path, help="a Maildir; what was read moves from new/ to cur/")
        source.add_argument("--stdin", action="store_true", help="one mail from standard input")

    def handle(self, *, maildir: Path | None, stdin: bool, **options: Any) -> None:
        if stdin:
            self.stdout.write(take_in(sys.stdin.buffer.read(LARGEST)))
            return
        if maildir is None or not (maildir / "new").is_dir():
            raise CommandError(f"{maildir} is no Maildir: it has no folder `new`.")
        counts = self._read(maildir)
        self.stdout.write(", ".join(f"{number} {word}" for word, number in sorted(counts.items())) or "nothing new")

    def _read(self, maildir: Path) -> Counter[str]:
        counts: Counter[str] = Counter()
        (maildir / "cur").mkdir(exist_ok=True)
        for path in sorted((maildir / "new").iterdir()):
            if not path.is_file():
                continue
            with path.open("rb") as file:
                counts[take_in(file.read(LARGEST))] += 1
            path.rename(maildir / "cur" / f"{path.name.partition(':')[0]}:2,S")
        return counts
