"""`manage.py seed_customers`: millions of customers and acts in an empty PostgreSQL database, for measuring."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.customers.actions import features
from portal.segments import seeding


class Command(BaseCommand):
    help = "Fills an empty PostgreSQL database with customers and acts, the same in every run. Not for a database in use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--customers", type=int, default=1_000_000, help="how many customers (1,000,000)")
        parser.add_argument("--facts", type=int, default=10_000_000, help="how many acts (10,000,000)")

    def handle(self, **options: Any) -> None:
        customers, facts = options["customers"], options["facts"]
        if not 1 <= customers <= seeding.MOST_CUSTOMERS or not 0 <= facts <= seeding.MOST_FACTS:
            raise CommandError(f"Up to {seeding.MOST_CUSTOMERS:,} customers and {seeding.MOST_FACTS:,} acts.")
        started = time.perf_counter()
        try:
            seeding.seed(customers, facts, self._say)
        except seeding.NotEmptyError as error:
            raise CommandError("There are customers already. Seed a database of its own.") from error
        except seeding.NotPostgresError as error:
            raise CommandError("Only PostgreSQL is seeded: set DATABASE_URL.") from error
        self._say(f"written in {time.perf_counter() - started:.1f} s; counting everybody once")
        started = time.perf_counter()
        with features.held_clock() as clock:
            features.count_anew(None, clock.counted_on)
        self._say(f"counted in {time.perf_counter() - started:.1f} s")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
