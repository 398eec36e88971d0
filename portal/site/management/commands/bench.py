"""`manage.py bench`: measures the portal's pages beside a trivial view, on data and servers of its own."""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.site.bench import profiles


class Command(BaseCommand):
    help = "Measures the portal's pages on loopback: requests/s, CPU, queries, beside a trivial view. Data below var/bench/<profile>/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--profile", choices=["production", "embedded"], default="", help="default: production where services are named"
        )
        parser.add_argument("--scale", type=int, default=10, help="scale of the demo (10)")
        parser.add_argument("--products", type=int, default=100_000, help="products in all (100000); the index holds the first 10000")
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--count", type=int, default=400, help="requests a round (400)")
        parser.add_argument("--seconds", type=float, default=4.0, help="most seconds a round (4)")
        parser.add_argument("--only", default="", help="rows whose name holds this; or `pages`, `chat`")
        parser.add_argument("--fresh", action="store_true", help="load the data anew")
        parser.add_argument("--json", default="", help="write the figures to this file too")
        parser.add_argument("--check", action="store_true", help="measure a row that misses its goal again; end with 1 if it misses twice")

    def handle(self, **options: Any) -> None:
        if settings.SETTINGS_MODULE == profiles.SETTINGS:
            self._measure(options)
        else:
            self._begin(options)

    def _begin(self, options: dict[str, Any]) -> None:
        """Start this command again in the bench's own environment."""
        root, var = Path(settings.BASE_DIR), Path(settings.VAR_DIR)
        named = profiles.services(var, dict(os.environ))
        profile = options["profile"] or ("production" if len(named) == 2 else "embedded")
        if not options["profile"] and profile == "embedded":
            self.stdout.write("No PostgreSQL and Redis are named: the embedded profile is measured. `make services` starts both.")
        if options["fresh"]:
            shutil.rmtree(var / "bench" / profile, ignore_errors=True)
        try:
            environment = profiles.environment(profile, var, dict(os.environ))
        except profiles.NoServicesError:
            raise CommandError(
                "The production profile needs PostgreSQL and Redis: run `make services`, or set DATABASE_URL and REDIS_URL."
            ) from None
        if profile == "production":
            profiles.make_database(environment["DATABASE_URL"], anew=options["fresh"])
        again = [sys.executable, str(root / "manage.py"), "bench", *self._arguments(options)]
        code = subprocess.run(again, env=environment, cwd=root, check=False).returncode  # noqa: S603 - our own command
        if code:
            sys.exit(code)

    def _arguments(self, options: dict[str, Any]) -> list[str]:
        named = [
            f"--{name}={options[name]}"
            for name in ("scale", "products", "rounds", "count", "seconds", "only", "json")
            if options[name] != ""
        ]
        return [*named, *(["--check"] if options["check"] else [])]

    def _measure(self, options: dict[str, Any]) -> None:
        from portal.site.bench import filling, running  # noqa: PLC0415 - only in the bench's own settings

        told = self.stderr.write if options["json"] == "-" else self.stdout.write
        filling.fill(filling.Wanted(options["scale"], options["products"]), told)
        found, text, data = running.run(options, told)
        if options["json"]:
            Path(options["json"]).write_text(data, encoding="utf-8")
        self.stdout.write(text)
        missed = [one.name for one in found if one.met is False]
        if options["check"] and missed:
            raise CommandError("Goals missed twice: " + ", ".join(missed), returncode=1)
