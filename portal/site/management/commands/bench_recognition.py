"""`manage.py bench_recognition`: how quickly an arriving customer is recognised among a million, in a database of its own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.customers.models import MatchKey
from portal.site.bench import arrivals
from portal.site.bench.segments import HEAD


class Command(BaseCommand):
    help = "Measures recognition, merge and undo. With --fill it first fills an empty PostgreSQL database with made-up people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fill", type=int, default=0, metavar="N", help="first write so many customers into the empty database")
        parser.add_argument("--times", type=int, default=200, help="how many arrive of each kind (200)")

    def handle(self, **options: Any) -> None:
        if not 0 <= options["fill"] <= arrivals.MOST or options["times"] < 20:
            raise CommandError(f"Up to {arrivals.MOST:,} customers, and at least 20 who arrive.")
        if options["fill"]:
            try:
                arrivals.seed(options["fill"], self._say)
            except arrivals.NotEmptyError as error:
                raise CommandError("Set DATABASE_URL to an empty PostgreSQL database of its own.") from error
        if connection.vendor != "postgresql" or not MatchKey.objects.exists():
            raise CommandError("Fill a PostgreSQL database first: bench_recognition --fill 1000000.")
        self._say(HEAD)
        missed = 0
        for figure in arrivals.figures(options["times"]):
            self._say(str(figure))
            missed += not figure.is_kept
        if missed:
            raise CommandError(f"{missed} missed.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
