"""manage.py search_judge FILE (with the demo loaded): the share of judged queries whose right answer is among the first three."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.search.judging import judge, share
from portal.site.demo.book import Book


def codes_of_demo() -> Callable[[str], str]:
    """Pages of the CMS have no code but their first address; everything else keeps the code of its content file."""
    slugs = Book().slugs
    return lambda code: f"news:{slugs[code]['en']}" if code.startswith("news:") and code in slugs else code


class Command(BaseCommand):
    help = "Ask the judged queries of a YAML file (language, query, answers) and print the share with a right answer in the top three."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--least", type=float, default=0.9, help="exit with 1 below this share (default 0.9)")

    def handle(self, *args: Any, **options: Any) -> None:
        made = judge(options["file"], codes_of_demo())
        for one in made:
            if not one.is_right:
                self.stdout.write(f"{one.language}\t{one.query}\tfound {', '.join(one.found[:3]) or 'nothing'}")
        for language in sorted({one.language for one in made}):
            own = [one for one in made if one.language == language]
            self.stdout.write(f"{language}: {sum(one.is_right for one in own)} of {len(own)}")
        reached = share(made)
        self.stdout.write(f"all: {reached:.1%}")
        if reached < options["least"]:
            raise CommandError(f"Less than {options['least']:.0%}.")
