"""`manage.py extract_texts`: collects what is to be translated into locale/, or checks that nothing is missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.core import texts


class Command(BaseCommand):
    help = "Updates the catalogue of every language: new texts come in, translations stay, unused texts go. --check changes nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail where a text is missing, open, unused or has other placeholders")

    def handle(self, *, check: bool, **options: Any) -> None:
        found = texts.collect()
        if check:
            self.check_all(found)
            return
        for code in texts.languages():
            catalog = texts.updated(code, found)
            changed = texts.write(code, catalog)
            open_ones = sum(1 for message in catalog if message.id and not texts.is_whole(message, catalog.num_plurals))
            self.stdout.write(f"{code}: {len(catalog)} texts, {open_ones} to translate{'' if changed else ', unchanged'}")

    def check_all(self, found: Any) -> None:
        faults = [fault for code in texts.languages() for fault in texts.faults(code, found)]
        for fault in faults[:200]:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults. `make texts` brings the catalogues up to date; then translate what is open.")
        self.stdout.write(f"{len(found)} texts, whole in {', '.join(texts.languages())}.")
