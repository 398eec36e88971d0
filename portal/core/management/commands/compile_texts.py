"""`manage.py compile_texts`: compiles the translations where they have changed."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.core import texts


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/django.po to .mo where that is out of date; needs no system gettext."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        done = [code for code in texts.languages() if texts.compile_catalog(code)]
        if done and options["verbosity"]:
            self.stdout.write(f"Translations: compiled {', '.join(done)}")
