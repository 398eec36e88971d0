"""`manage.py import_articles FOLDER --language de`: a folder of Markdown files becomes answers of the help centre."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from knowledgebase.faq import actions
from knowledgebase.faq.article_files import ArticleFault
from knowledgebase.faq.article_import import plan_import


class Command(BaseCommand):
    help = (
        "Reads Markdown files with front matter (title, slug, section, tags, updated) into the help centre. "
        "All or nothing; a second run changes nothing. --dry-run only says what would happen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--language", required=True, choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument("--dry-run", action="store_true", help="write nothing")

    def handle(self, *, folder: Path, language: str, dry_run: bool, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        try:
            plan = plan_import(folder, language)
        except ArticleFault as fault:
            raise CommandError(str(fault)) from fault
        if plan.faults:
            for place, reason in plan.faults:
                self.stderr.write(f"{place}: {reason}")
            raise CommandError(f"Nothing was written. Faults: {len(plan.faults)}.")
        if dry_run:
            self.stdout.write(f"{len(plan.articles)} articles and {len(plan.pictures)} pictures can be taken in. Nothing was written.")
            return
        try:
            counts = actions.import_articles(plan, by=None, told=self.told)
        except actions.UnpublishedChangesError as fault:
            raise CommandError(f"{fault}: an editor has changes that are not published. Nothing was written.") from fault
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
        self.stdout.write(f"{told}; {len(plan.pictures)} pictures.")

    def told(self, done: int, total: int) -> None:
        """One line that moves on a terminal; nothing when the output is a file."""
        if self.stdout.isatty():
            self.stdout.write(f"\r{done} of {total} articles", ending="\n" if done == total else "")
