"""Test databases that start from one migrated copy: 20 seconds once, milliseconds for each test that really commits."""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent


PACKAGES = ("portal", "catalog", "knowledgebase", "community")


def migrations() -> dict[str, str]:
    """Each of our migrations, and the pinned libraries that bring theirs, with a digest of its text."""
    files = [p for package in PACKAGES for p in (ROOT / package).rglob("migrations/*.py")]
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in [*sorted(files), ROOT / "requirements/base.txt"]
    }


def fingerprint() -> str:
    """A name for the present set of migrations, and of the rights that are written after them."""
    digest = hashlib.sha256(json.dumps(migrations()).encode())
    rights = [p for package in PACKAGES for pattern in ("*/hooks.py", "*/hooks/*.py") for p in (ROOT / package).glob(pattern)]
    for path in [*sorted(rights), ROOT / "portal/accounts/roles.py", *sorted((ROOT / "portal/accounts/actions").glob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def alone() -> Iterator[None]:
    """One process builds; the others wait and find it done."""
    var = ROOT / "var"
    var.mkdir(exist_ok=True)
    with (var / "test-template.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


class SqliteCopies:
    """A migrated file kept under var/, copied for each run and again after each test that committed."""

    def __init__(self) -> None:
        self.kept = ROOT / "var" / f"test-template-{fingerprint()}.sqlite3"
        self.own = Path(settings.VAR_DIR) / "test.sqlite3"
        self.copies = 0

    def begin(self) -> None:
        connection = connections["default"]
        connection.close()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = str(self.own)
        with alone():
            if not self.kept.exists():
                self._build()
        self.restore()

    def _build(self) -> None:
        if earlier := self._earlier():
            shutil.copy(earlier, self.own)
        call_command("migrate", verbosity=0, interactive=False)
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections["default"].close()
        part = self.kept.with_name(f"{self.kept.name}.{Path(settings.VAR_DIR).name}.part")
        shutil.copy(self.own, part)
        self.kept.with_suffix(".json").write_text(json.dumps(migrations()))
        part.rename(self.kept)

    def _earlier(self) -> Path | None:
        """The newest kept file whose migrations all stand unchanged among the present ones: only the rest has to be run."""
        present = migrations().items()
        kept = sorted(self.kept.parent.glob("test-template-*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        fitting = (path.with_suffix(".sqlite3") for path in kept if json.loads(path.read_text()).items() <= present)
        return next((path for path in fitting if path.exists()), None)

    def restore(self) -> None:
        """A new file behind the same name: a connection that a thread left open takes its journal along by the file's own name at last."""
        connections.close_all()
        before = self.own.resolve() if self.own.is_symlink() else None
        self.copies += 1
        copy = self.own.with_name(f"test-{self.copies}.sqlite3")
        shutil.copy(self.kept, copy)
        link = self.own.with_name("test.link")
        link.symlink_to(copy.name)
        link.replace(self.own)
        for suffix in ("", "-wal", "-shm") if before else ():
            Path(f"{before}{suffix}").unlink(missing_ok=True)

    def end(self) -> None:
        connections.close_all()
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


class PostgresCopies:
    """A migrated template database, cloned for the run and again after each test that committed."""

    def __init__(self) -> None:
        name = settings.DATABASES["default"]["NAME"]
        self.worker = os.environ.get("PYTEST_XDIST_WORKER", "")  # each of several processes has a database of its own
        self.template, self.own, self.admin = f"test_{name}_{fingerprint()}", f"test_{name}{self.worker}", "postgres"

    def _run(self, *statements: str) -> None:
        import psycopg

        config: dict[str, Any] = settings.DATABASES["default"]
        with psycopg.connect(
            dbname=self.admin,
            host=config["HOST"],
            port=config["PORT"] or None,
            user=config["USER"],
            password=config["PASSWORD"],
            autocommit=True,
        ) as link:
            for statement in statements:
                link.execute(statement)  # type: ignore[arg-type]

    def _exists(self, name: str) -> bool:
        import psycopg

        config: dict[str, Any] = settings.DATABASES["default"]
        with psycopg.connect(
            dbname=self.admin, host=config["HOST"], port=config["PORT"] or None, user=config["USER"], password=config["PASSWORD"]
        ) as link:
            return link.execute("SELECT 1 FROM pg_database WHERE datname=%s", [name]).fetchone() is not None

    def begin(self) -> None:
        with alone():
            if not self._exists(self.template):
                self._build()
        self._use(self.own)
        self.restore()

    def _build(self) -> None:
        import psycopg

        part = f"{self.template}_part{self.worker}"
        self._run(f'DROP DATABASE IF EXISTS "{part}" WITH (FORCE)', f'CREATE DATABASE "{part}"')
        self._use(part)
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        try:
            self._run(f'ALTER DATABASE "{part}" RENAME TO "{self.template}"')
        except psycopg.errors.DuplicateDatabase:  # another process was quicker
            self._run(f'DROP DATABASE "{part}"')

    def _use(self, name: str) -> None:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name

    def restore(self) -> None:
        connections.close_all()
        self._run(f'DROP DATABASE IF EXISTS "{self.own}" WITH (FORCE)', f'CREATE DATABASE "{self.own}" TEMPLATE "{self.template}"')

    def end(self) -> None:
        connections.close_all()
        self._run(f'DROP DATABASE IF EXISTS "{self.own}" WITH (FORCE)')
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


def copies() -> SqliteCopies | PostgresCopies:
    return SqliteCopies() if connections["default"].vendor == "sqlite" else PostgresCopies()
