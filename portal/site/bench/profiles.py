"""Where a bench keeps its data: the environment of its processes, and the database of its own."""

import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

DATABASE = "atrium_bench"
REDIS_NUMBER = 9
SETTINGS = "portal.config.bench_settings"


class NoServicesError(Exception):
    """The production profile needs PostgreSQL and Redis, and none are named."""


def services(var: Path, given: dict[str, str]) -> dict[str, str]:
    """DATABASE_URL and REDIS_URL: of the environment, else of what `make services` wrote; what is missing is left out."""
    found = {}
    try:
        for line in (var / "services/env").read_text(encoding="utf-8").splitlines():
            name, equals, value = line.strip().removeprefix("export ").partition("=")
            if equals:
                found[name] = value.strip("'\"")
    except OSError:
        pass
    found |= {name: given[name] for name in ("DATABASE_URL", "REDIS_URL") if given.get(name)}
    return {name: found[name] for name in ("DATABASE_URL", "REDIS_URL") if name in found}


def environment(profile: str, var: Path, given: dict[str, str]) -> dict[str, str]:
    """The environment of every process of a bench. Raises NoServicesError."""
    folder = var / "bench" / profile
    folder.mkdir(parents=True, exist_ok=True)
    answer = {
        **{name: value for name, value in given.items() if name not in {"DATABASE_URL", "REDIS_URL", "SEARCH_URL", "MEDIA_ROOT"}},
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "VAR_DIR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DEBUG": "0",
        "DEMO_MODE": "0",
        "SITE_URL": "http://127.0.0.1",
        "EMAIL_URL": "outbox://",
        "LOG_LEVEL": "ERROR",
        "PROXY_COUNT": "1",
    }
    if profile == "production":
        found = services(var, given)
        if set(found) != {"DATABASE_URL", "REDIS_URL"}:
            raise NoServicesError
        answer["DATABASE_URL"] = urlsplit(found["DATABASE_URL"])._replace(path=f"/{DATABASE}").geturl()
        answer["REDIS_URL"] = urlsplit(found["REDIS_URL"])._replace(path=f"/{REDIS_NUMBER}").geturl()
    return answer


def make_database(url: str, *, anew: bool) -> None:
    """Make the bench's own database where it is missing; `anew` drops it first."""
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    if name != DATABASE:
        raise ValueError(name)
    with psycopg.connect(
        host=parts.hostname, port=parts.port, user=unquote(parts.username or ""), password=unquote(parts.password or ""), dbname="postgres",
        autocommit=True,
    ) as link:  # fmt: skip
        if anew:
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
