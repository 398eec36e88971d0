"""`manage.py add_language fr`: everything a language needs after it was named in the settings (docs/languages.md)."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language_info

from portal.pages import actions as pages


class Command(BaseCommand):
    help = "Makes room for a language of LANGUAGES: columns, catalogue file, page tree, search index. Repeatable."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("code", help="the language's code, as in LANGUAGES")

    def handle(self, *, code: str, **options: Any) -> None:
        if code not in dict(settings.LANGUAGES):
            raise CommandError(f"{code} is not among LANGUAGES. Add it in portal/config/settings.py, then run this again.")
        try:
            direction = "right to left" if get_language_info(code)["bidi"] else "left to right"
        except KeyError as error:
            raise CommandError(f"Django does not know the language {code}: name its direction in LANG_INFO first.") from error
        name = f"language_{code.replace('-', '_')}"
        self.step("Columns for translated records")
        call_command("makemigrations", name=name, interactive=False, verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        self.step("Catalogue file of the interface")
        call_command("extract_texts", verbosity=0)
        call_command("compile_texts", verbosity=0)
        self.step("Page tree")
        pages.open_language(code)
        self.step("Search index")
        call_command("search_rebuild", language=code, verbosity=0)
        self.stdout.write(f"{code} is ready ({direction}). Translate locale/…/django.po, then run manage.py compile_texts.")

    def step(self, text: str) -> None:
        self.stdout.write(f"  {text} …")
