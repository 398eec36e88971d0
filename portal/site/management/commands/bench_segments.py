"""`manage.py bench_segments`: how quickly segments are counted over millions; run by `make bench-segments` after `seed_customers`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.customers.models import PartyFeature
from portal.site.bench import segments


class Command(BaseCommand):
    help = "Measures segments, the timeline and features in a database that `seed_customers` filled."

    def handle(self, **options: Any) -> None:
        if connection.vendor != "postgresql" or not PartyFeature.objects.exists():
            raise CommandError("Set DATABASE_URL to a PostgreSQL database and fill it with `manage.py seed_customers` first.")
        self.stdout.write(segments.HEAD)
        missed = 0
        for figure in segments.figures():
            self.stdout.write(str(figure))
            self.stdout.flush()
            missed += not figure.is_kept
        if missed:
            raise CommandError(f"{missed} missed.")
