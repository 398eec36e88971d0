"""`manage.py prepare`: migrates, collects static files, builds the search index, as far as that is needed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.core.management.prepare import Preparation


class Command(BaseCommand):
    help = "Brings database, static files and search index up to date; with --demo also loads the demo, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true")

    def handle(self, *, demo: bool, **options: Any) -> None:
        Preparation(self.stdout, demo=demo).run()
