"""`manage.py import_products FILE`: takes in the list of products that shops exchange, as CSV or XLSX."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.products import actions
from catalog.products.imports import images, mapping
from catalog.products.models import PriceList
from portal.imports import reading

MOST_SHOWN = 50


class Command(BaseCommand):
    help = "Takes in a product list, CSV or XLSX in the columns of the usual shop export: all of it or nothing, and a second time nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument(
            "--language",
            default=settings.LANGUAGE_CODE,
            choices=[code for code, _name in settings.LANGUAGES],
            help="the language of the texts",
        )
        parser.add_argument("--price-list", help="the code of the price list the prices belong to (default: the one visitors see)")
        parser.add_argument("--images", type=Path, metavar="FOLDER", help="take pictures from this folder, by their file names")
        parser.add_argument("--fetch-images", action="store_true", help="fetch pictures from the addresses in the list")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sheet = reading.read(options["file"])
        except reading.UnreadableFile as fault:
            raise CommandError(str(fault)) from fault
        wishes = mapping.understand(sheet)
        outcome = actions.import_products(
            wishes,
            dry_run=options["dry_run"],
            language=options["language"],
            price_list=self._price_list(options["price_list"]),
            find_picture=self._finder(options),
            progress=self._progress if self.stderr.isatty() else None,
        )
        for note in outcome.notes[:MOST_SHOWN]:
            self.stdout.write(self.style.WARNING(note))
        if outcome.faults:
            for fault in outcome.faults[:MOST_SHOWN]:
                self.stderr.write(str(fault))
            more = len(outcome.faults) - MOST_SHOWN
            rest = f" ({more} more not shown)" if more > 0 else ""
            faults = "1 fault" if len(outcome.faults) == 1 else f"{len(outcome.faults)} faults"
            raise CommandError(f"{faults}{rest}. Nothing was changed.")
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(
            self.style.SUCCESS(
                f"Products {would}new: {outcome.created}, {would}changed: {outcome.changed}, as they were: {outcome.unchanged}. "
                f"New variants: {outcome.variants}, prices set: {outcome.prices}, pictures added: {outcome.pictures}."
            )
        )

    def _price_list(self, code: str | None) -> PriceList | None:
        if code is None:
            return None
        found = PriceList.objects.filter(code=code).first()
        if found is None:
            raise CommandError(
                f"There is no price list {code!r}. There are: {', '.join(PriceList.objects.values_list('code', flat=True))}."
            )
        return found

    def _finder(self, options: dict[str, Any]) -> images.Finder | None:
        if options["images"] is None:
            return images.fetched if options["fetch_images"] else None
        if not options["images"].is_dir():
            raise CommandError(f"{options['images']} is no folder.")
        return images.from_folder(options["images"])

    def _progress(self, done: int, total: int) -> None:
        if done == total or not done % 25:
            full = done * 30 // max(total, 1)
            self.stderr.write(f"\r[{'█' * full}{'·' * (30 - full)}] {done}/{total}", ending="\n" if done == total else "")
            self.stderr.flush()
