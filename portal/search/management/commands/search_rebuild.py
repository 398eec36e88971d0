"""manage.py search_rebuild [--language de]: make the search indexes anew; searching goes on meanwhile."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.search import actions, languages, queries


class Command(BaseCommand):
    help = "Make the search indexes anew from the database. Searching goes on in the old ones meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        codes = [languages.language_of_alias(alias) for alias in languages.aliases()]
        parser.add_argument("--language", choices=codes, help="only this language's index")

    def handle(self, *args: Any, **options: Any) -> None:
        last = ""

        def progress(label: str, done: int, total: int) -> None:
            nonlocal last
            if not self.stdout.isatty():
                if done >= total:
                    self.stdout.write(f"{label}: {done}")
                return
            if last and last != label:
                self.stdout.write("")
            last = label
            self.stdout.write(f"\r{label}: {done}/{total}", ending="")
            self.stdout.flush()

        actions.rebuild(options["language"], progress=progress)
        if last:
            self.stdout.write("")
        for facts in queries.index_facts():
            if options["language"] in {None, facts.language}:
                self.stdout.write(f"{facts.language}: {facts.documents} documents, generation {facts.generation}")
