"""`manage.py bench_imports`: what a long list costs, in a database of its own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.site.bench import imports
from portal.site.bench.arrivals import MOST, NotEmptyError


class Command(BaseCommand):
    help = "Reads a made-up list in every shape it may come in, then tries it, brings it in and takes it back in an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lines", type=int, default=100_000, help="how many lines (100000)")
        parser.add_argument("--only-read", action="store_true", help="write nothing: only read the list in every shape")
        parser.add_argument("--only-write", action="store_true", help="leave the shapes out")
        parser.add_argument("--keep", action="store_true", help="do not take it back")

    def handle(self, **options: Any) -> None:
        lines = options["lines"]
        if not 10 <= lines <= MOST:
            raise CommandError(f"Between 10 and {MOST:,} lines.")
        text = imports.as_csv(lines)
        if not options["only_write"]:
            for spent in imports.read_all(text, lines):
                self._say(str(spent))
        if options["only_read"]:
            return
        try:
            imports.bring_in(text.encode(), lines, undo=not options["keep"], say=self._say)
        except NotEmptyError as error:
            raise CommandError("Set DATABASE_URL to an empty PostgreSQL database of its own.") from error

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
