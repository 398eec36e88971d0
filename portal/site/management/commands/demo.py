"""`manage.py demo`: loads the company Calder & Finch with its customers, so that the portal can be tried and measured."""

import importlib
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal.core import pagecache
from portal.site.demo.book import Book
from portal.site.demo.quiet import editors_indexes_afterwards

LABELS = {
    "load_catalogue": "catalogue", "load_people": "customers", "load_crowd": "customer list", "load_pages": "pages",
    "load_consents": "consents", "load_help": "help centre", "load_rooms": "chat rooms", "load_moderation": "moderation",
    "load_segments": "segments", "load_campaigns": "campaigns", "load_landing": "landing pages",
    "load_post": "messages",
}  # fmt: skip
"""The loaders in their order, and what each brings."""


class Command(BaseCommand):
    help = "Loads the demo: products, help, pages, customers, rooms, in four languages. Repeatable; --scale N multiplies the volume."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help="multiply the volume (for benches)")
        parser.add_argument("--index", action="store_true", help="rebuild the search index afterwards")

    def handle(self, *, scale: int, index: bool, **options: Any) -> None:
        started = time.monotonic()
        book = Book(scale=max(1, min(scale, 1000)), progress=self.told)
        with editors_indexes_afterwards():
            for name, label in LABELS.items():
                self.label, self.total = label, None
                begun = time.monotonic()
                importlib.import_module(f"portal.site.demo.{name}").load(book)
                self.line(f"  {self.label}: done in {time.monotonic() - begun:.1f} s", end="\n")
        pagecache.content_changed()
        if index:
            call_command("search_rebuild")
        self.stdout.write(f"Demo loaded in {time.monotonic() - started:.1f} s.")

    def told(self, label: str, done: int, total: int | None = None) -> None:
        """One line that moves on a terminal; nothing when the output is a file."""
        if self.stdout.isatty() or sys.stdout.isatty():
            self.line(f"  {label}: {done}{f' of {total}' if total else ''}", end="")

    def line(self, text: str, end: str) -> None:
        self.stdout.write(("\r" if self.stdout.isatty() else "") + text.ljust(60), ending=end)
