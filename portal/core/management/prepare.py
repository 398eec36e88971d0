"""The steps between a bare database and a portal that can be opened: each done once, each repeatable, each saying how far it is.

What has been done is remembered under var/stamps, for this very database: another or an emptied one is prepared anew.
"""

import hashlib
import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import DatabaseError, connection

STEPS = ("database", "static", "demo", "search")


def _digest(paths: list[Path]) -> str:
    """A short name for the state of some files: their places, sizes and times."""
    lines = []
    for path in sorted(paths):
        state = path.stat()
        lines.append(f"{path}|{state.st_size}|{state.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:24]


def _own_files(pattern: str) -> list[Path]:
    roots = {Path(config.path) for config in apps.get_app_configs() if Path(config.path).is_relative_to(settings.BASE_DIR)}
    return [path for root in roots for path in root.glob(pattern) if path.is_file() and ".venv" not in path.parts]


def database_state() -> str:
    """Which database this is and which migrations it has seen: '' for one without any."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT MIN(applied), COUNT(*) FROM django_migrations")
            first, count = cursor.fetchone()
    except DatabaseError:
        return ""
    return f"{first}|{count}" if count else ""


class Stamps:
    """Small files that say what a step was last done for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def holds(self, name: str, value: str) -> bool:
        path = self.folder / name
        return path.exists() and path.read_text(encoding="utf-8") == value

    def put(self, name: str, value: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{name}.part"
        part.write_text(value, encoding="utf-8")
        part.rename(self.folder / name)


class Counting(io.TextIOBase):
    """Takes a command's output and shows how many of its lines begin with a mark; keeps the last ones for an error."""

    def __init__(self, label: str, mark: str, show: Callable[[str, int], None]) -> None:
        self.label, self.mark, self.show, self.count = label, mark, show, 0

    def write(self, text: str) -> int:
        if self.mark in text:
            self.count += 1
            self.show(self.label, self.count)
        return len(text)


class Preparation:
    """Brings everything up to date and tells how. `demo` loads the demo into a database that has never had it."""

    def __init__(self, out: Any, *, demo: bool) -> None:
        self.out, self.demo = out, demo
        self.stamps = Stamps(Path(settings.VAR_DIR) / "stamps")
        self.moving = sys.stdout.isatty()

    def run(self) -> None:
        self.database()
        self.static()
        if self.demo:
            self.load_demo()
        self.search()

    def database(self) -> None:
        """Migrate, unless these migrations have been applied to this database."""
        wanted = _digest([*_own_files("migrations/*.py"), settings.BASE_DIR / "requirements" / "base.txt"])
        state = database_state()
        if state and self.stamps.holds("database", f"{wanted}|{state}"):
            return
        with self.step("Database"):
            call_command("migrate", interactive=False, verbosity=1, stdout=Counting("Database: migration", "Applying", self.show))
        self.stamps.put("database", f"{wanted}|{database_state()}")

    def static(self) -> None:
        """Collect and hash the files of the look, unless none has changed."""
        if settings.DEBUG:
            return
        wanted = _digest([*_own_files("static/**/*"), settings.BASE_DIR / "requirements" / "base.txt"])
        if Path(settings.STATIC_ROOT).is_dir() and self.stamps.holds("static", wanted):
            return
        with self.step("Styles, scripts and icons"):
            call_command("collectstatic", interactive=False, verbosity=1, stdout=io.StringIO())
        self.stamps.put("static", wanted)

    def load_demo(self) -> None:
        """Load the demo once for each database."""
        state = database_state().partition("|")[0]
        if self.stamps.holds("demo", state):
            return
        with self.step("Demo", moving=False):
            call_command("demo")
        self.stamps.put("demo", state)
        self.build_index()

    def search(self) -> None:
        """Build the search index where there is none."""
        folder = Path(settings.SEARCH_DIR)
        if not all((folder / code).is_dir() and any((folder / code).iterdir()) for code, _name in settings.LANGUAGES):
            self.build_index()

    def build_index(self) -> None:
        if "search_rebuild" in get_commands():
            with self.step("Search index", moving=False):
                call_command("search_rebuild")

    @contextmanager
    def step(self, label: str, *, moving: bool = True) -> Iterator[None]:
        """One line that says what goes on, and at the end how long it took."""
        began = time.monotonic()
        self.out.write(f"{label} …", ending="" if self.moving and moving else "\n")
        self.out.flush()
        yield
        start = "\r" if self.moving and moving else ""
        self.out.write(f"{start}{label}: done in {time.monotonic() - began:.1f} s".ljust(60))
        self.out.flush()

    def show(self, label: str, count: int) -> None:
        if self.moving:
            self.out.write(f"\r{label} {count}".ljust(60), ending="")
            self.out.flush()
        elif count % 100 == 0:
            self.out.write(f"{label} {count}")
            self.out.flush()
