"""`manage.py bench_matching`: how well duplicates are found, beside published figures; run by `make bench-matching`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.site.bench import matching


class Command(BaseCommand):
    help = "Finds duplicates in FEBRL 1-4 and in a harder set of our own, without labels, and prints the rates beside published ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=5000, help="rows of our own set (5000)")

    def handle(self, **options: Any) -> None:
        try:
            for without in matching.WITHOUT:
                self.stdout.write(f"\nFEBRL, {matching.TITLES[without]}; trained without labels\n{matching.HEAD}")
                for number in matching.SETS:
                    published = matching.PUBLISHED[without].get(number, [])
                    self.stdout.write("\n".join(matching.lines(matching.febrl(number, without), published)))
        except matching.NoDataError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"\nOur own set: families, twins, moves, transliteration, reused numbers\n{matching.HEAD}")
        self.stdout.write("\n".join(matching.lines(matching.own(options["rows"]), [])))
