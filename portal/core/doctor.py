"""What `manage.py doctor` says: each setting, whether it works, and what will not scale. Apps add examinations in their hooks."""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import to_locale

from portal.core.checks import is_local_site
from portal.core.registry import Registry

GIGABYTE = 1024**3


@dataclass(frozen=True)
class Finding:
    """One line of the report. `state` is 'ok', 'note' (works, with a limit) or 'fault' (does not work); `remedy` says what to do."""

    state: str
    subject: str
    text: str
    remedy: str = ""


examinations: Registry[Callable[[], Iterator[Finding]]] = Registry("examinations")


def examine() -> list[Finding]:
    """Everything, in the order of registration; an examination that breaks is itself a fault."""
    found: list[Finding] = []
    for key in examinations.keys():  # noqa: SIM118 - a registry iterates over its things
        try:
            found += examinations[key]()
        except Exception as error:  # noqa: BLE001 - the report must be whole whatever one part raises
            found.append(Finding("fault", key, f"could not be examined: {type(error).__name__}: {error}"))
    return found


def address() -> Iterator[Finding]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    yield Finding("ok", "Python", version)
    yield Finding("ok", "SITE_URL", f"{settings.SITE_URL}; answers for {', '.join(settings.ALLOWED_HOSTS)}")
    if is_local_site():
        yield Finding(
            "note", "Reach", "only this machine can open it.", "Set SITE_URL=https://your.name and put a proxy with TLS in front."
        )
    proxies = settings.PROXY_COUNT
    yield Finding(
        "ok", "PROXY_COUNT", f"{proxies} trusted in front" if proxies else "none: visitors' addresses are taken from the connection"
    )
    if settings.DEBUG:
        yield Finding("note", "DEBUG", "on: pages are slow and errors show the inside.", "Set DEBUG=0.")
    if settings.DEMO_MODE:
        yield Finding("note", "DEMO_MODE", "on: demo logins are printed at each start.", "Set DEMO_MODE=0 for a portal of your own.")


def secret() -> Iterator[Finding]:
    path = Path(settings.VAR_DIR) / "secret_key"
    if os.environ.get("SECRET_KEY"):
        yield Finding("ok", "SECRET_KEY", "from the environment")
    elif path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("fault", "SECRET_KEY", f"{path.name} can be read by other users of this machine.", f"chmod 600 {path}")
    else:
        yield Finding("ok", "SECRET_KEY", f"from {path.name}, readable by its owner only")
    if len(settings.SECRET_KEY) < 50:
        yield Finding("fault", "SECRET_KEY", "is shorter than 50 characters.", "Let `manage.py make_key` make one.")


def database() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        yield Finding(
            "fault", "DATABASE_URL", f"the database does not answer: {str(error).splitlines()[0]}", "Start it, or correct DATABASE_URL."
        )
        return
    if connection.vendor == "sqlite":
        yield Finding(
            "note",
            "DATABASE_URL",
            "SQLite in one file: one writer at a time, one machine. Good for a trial and a small team.",
            "For more, set DATABASE_URL=postgres://…; one worker, one web process until then.",
        )
    else:
        yield Finding("ok", "DATABASE_URL", f"{connection.display_name} at {connection.settings_dict['HOST'] or 'a local socket'}")
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield Finding("fault", "Migrations", f"{missing} have not been applied.", "Run `manage.py migrate`.")
    else:
        yield Finding("ok", "Migrations", "all applied")


def memory() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        yield Finding(
            "note",
            "REDIS_URL",
            "not set: kept pages, rate limits and live messages stay inside one process.",
            "Set REDIS_URL before you start a second web process.",
        )
    try:
        cache.set("doctor", 1, 5)
        if cache.get("doctor") != 1:
            yield Finding("fault", "Cache", "keeps nothing.", "Correct REDIS_URL.")
        elif settings.REDIS_URL:
            yield Finding("ok", "REDIS_URL", "answers")
    except Exception as error:  # noqa: BLE001 - each cache library raises its own
        yield Finding("fault", "REDIS_URL", f"does not answer: {error}", "Start Redis, or correct REDIS_URL.")


def files() -> Iterator[Finding]:
    for name, folder in (("VAR_DIR", Path(settings.VAR_DIR)), ("MEDIA_ROOT", Path(settings.MEDIA_ROOT))):
        nearest = folder if folder.exists() else folder.parent
        if not os.access(nearest, os.W_OK):
            yield Finding("fault", name, f"{folder} cannot be written.", "Make it the portal's own (chown), or set another folder.")
            continue
        free = shutil.disk_usage(nearest).free
        state = "ok" if free > GIGABYTE else "note"
        yield Finding(
            state, name, f"{folder}, {free / GIGABYTE:.0f} GB free", "" if state == "ok" else "Make room: writing stops when it is full."
        )
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Finding("fault", "Static files", "have not been collected: pages would come without their looks.", "Run `manage.py prepare`.")


def mail() -> Iterator[Finding]:
    if settings.MAIL_CARRIER.endswith("OutboxBackend"):
        yield Finding(
            "note", "EMAIL_URL", "mail is not sent but kept in the outbox on the desk.", "Set EMAIL_URL=smtp+tls://user:password@host:587."
        )
    else:
        yield Finding("ok", "EMAIL_URL", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} as {settings.DEFAULT_FROM_EMAIL}")


def languages() -> Iterator[Finding]:
    places = {name: Path(settings.LOCALE_PATHS[0]) / to_locale(code) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}
    missing = [name for name, folder in places.items() if not (folder / "LC_MESSAGES" / "django.mo").exists()]
    if missing:
        text = f"no compiled texts for {', '.join(missing)}: their readers would see English."
        yield Finding("fault", "Languages", text, "Run `manage.py compile_texts`.")
    else:
        yield Finding("ok", "Languages", ", ".join(name for _code, name in settings.LANGUAGES))


def own_checks() -> Iterator[Finding]:
    for message in checks.run_checks(include_deployment_checks=not is_local_site()):
        state = "fault" if message.level >= checks.ERROR else "note"
        yield Finding(state, message.id or "check", str(message.msg), str(message.hint or ""))


for _name, _examination in {
    "address": address,
    "secret": secret,
    "database": database,
    "memory": memory,
    "files": files,
    "mail": mail,
    "languages": languages,
    "checks": own_checks,
}.items():
    examinations.add(_name, _examination)
