"""manage.py search_verify [--language de]: compare database and indexes; exits with 1 when they differ."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.search import actions, languages


class Command(BaseCommand):
    help = "Compare the database with the search indexes and list what is missing, stale or too much. Exits with 1 on a difference."

    def add_arguments(self, parser: CommandParser) -> None:
        codes = [languages.language_of_alias(alias) for alias in languages.aliases()]
        parser.add_argument("--language", choices=codes, help="only this language's index")

    def handle(self, *args: Any, **options: Any) -> None:
        differences = actions.verify(options["language"])
        for one in differences:
            self.stdout.write(f"{one.language}\t{one.what}\t{one.identifier}")
        if differences:
            raise CommandError(f"{len(differences)} differences. `manage.py search_rebuild` mends them.")
        self.stdout.write("0 differences")
