"""`manage.py bench_pages`: bytes and queries of every kind of public page, on the data there is."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.test import override_settings

from portal.site.bench import pages


class Command(BaseCommand):
    help = "Weighs every kind of public page: bytes of page, own CSS and JS, queries. Ends with 1 where a bound is passed."

    def handle(self, **options: Any) -> None:
        with override_settings(PAGE_CACHE_SECONDS=0):
            found = pages.weigh_all()
        self.stdout.write("| page | kB | CSS kB | JS kB | queries | again |\n|---|---|---|---|---|---|")
        for one in found:
            kilobytes = " | ".join(f"{size / 1000:.1f}" for size in (one.page, one.css, one.js))
            self.stdout.write(f"| {one.name} | {kilobytes} | {one.queries} | {one.queries_again} |")
        faults = [fault for one in found for fault in one.faults]
        if faults:
            raise CommandError("\n".join(faults), returncode=1)
