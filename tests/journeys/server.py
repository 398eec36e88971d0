"""The portal with its whole demo, served as in production, for browsers that look at everything.

The demo is loaded and indexed once for each state of migrations, content and search indexes and kept under var/; each run takes a copy
(its own VAR_DIR, so that its outbox and its changes are its own) and always uses the embedded database, whatever the profile of the tests.
"""

import email
import email.policy
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from portal.site.demo.book import Book, read
from tests.browser import is_local
from tests.databases import fingerprint
from tests.portal.realtime.server import Server

ROOT = Path(__file__).resolve().parents[2]
SOON_MS = 20_000
PASSWORD = "the kettle sings at seven"
PEOPLE = {"customer": "maeve-osullivan", "moderator": "noor", "administrator": "mara"}
SESSIONS = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from portal.customers.models import Identifier
made = {}
for code in %r:
    user = Identifier.objects.get(kind="external", system="demo", value_norm=code).party.user
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    made[code] = store.session_key
print("SESSIONS " + json.dumps(made))
"""


def _environment(folder: Path) -> dict[str, str]:
    """The embedded profile's, with a folder of its own and no setting of the tests."""
    ours = {"DATABASE_URL", "REDIS_URL", "SEARCH_URL", "EMAIL_URL", "MEDIA_ROOT", "DEBUG", "SITE_URL", "DJANGO_SETTINGS_MODULE"}
    return {
        **{name: value for name, value in os.environ.items() if name not in ours},
        "VAR_DIR": str(folder), "SECRET_KEY": "for browsers only, and long enough to satisfy the checks of deployment",
        "DJANGO_SETTINGS_MODULE": "portal.config.settings", "LOG_LEVEL": "ERROR", "LOG_FORMAT": "plain", "PAGE_CACHE_SECONDS": "0", "IMPERSONATION_MINUTES": "600",
    }  # fmt: skip


def _manage(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=_environment(folder), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {words[0]}:\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def _state() -> str:
    """A name for everything a kept demo depends on."""
    digest = hashlib.sha256(fingerprint().encode())
    paths = [p for p in (ROOT / "portal/site/demo").rglob("*") if p.is_file() and p.suffix in {".py", ".yaml", ".svg"}]
    paths += [p for package in ("portal", "catalog", "knowledgebase", "community") for p in (ROOT / package).rglob("search_indexes.py")]
    paths += (ROOT / "portal/search").glob("*.py")
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def kept_demo() -> Path:
    """The folder with database, media and index of the loaded demo; built where it is missing, by one process at a time."""
    kept = ROOT / "var" / f"test-demo-{_state()}"
    kept.parent.mkdir(exist_ok=True)
    with (kept.parent / "test-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.is_dir():
            part = Path(tempfile.mkdtemp(prefix="test-demo-part-", dir=kept.parent))
            template = kept.parent / f"test-template-{fingerprint()}.sqlite3"
            if template.exists():
                shutil.copy(template, part / "atrium.sqlite3")
            _manage(part, "migrate", "--verbosity", "0")
            _manage(part, "demo")
            _manage(part, "search_rebuild")
            for old in sorted(kept.parent.glob("test-demo-*/"), key=lambda path: path.stat().st_mtime)[:-3]:
                shutil.rmtree(old, ignore_errors=True)  # the newest may be in use by a run beside this one
            part.rename(kept)
    return kept


class DemoServer(Server):
    """A server on a copy of the demo. `as_person("customer")` gives the cookie of somebody signed in."""

    def __init__(self, folder: Path, **env: str) -> None:
        super().__init__(**env)
        self.folder = folder
        self.env = {**_environment(folder), "SOCKETS_PER_ADDRESS": "5000", "SITE_URL": self.http, **env}
        self.sessions: dict[str, str] = {}
        self.filled: dict[str, str] = {}

    def prepare(self) -> None:
        told = _manage(self.folder, "shell", "--verbosity", "0", "--command", SESSIONS % (sorted(PEOPLE.values()),))
        self.sessions = json.loads(re.search(r"^SESSIONS (.*)$", told, re.MULTILINE)[1])  # type: ignore[index]
        told = _manage(self.folder, "shell", "--verbosity", "0", "--command", "from tests.journeys.filled import fill; fill()")
        more = json.loads(re.search(r"^FILLED (.*)$", told, re.MULTILINE)[1])  # type: ignore[index]
        self.filled, self.sessions = more["filled"], self.sessions | more["sessions"]

    def start(self) -> None:
        """With a worker beside it that sends the mails."""
        super().start()
        command = [sys.executable, "manage.py", "work", "--queues", "mail", "--interval", "0.4", "--verbosity", "0"]
        with self.log.open("ab") as log:
            self.postman = subprocess.Popen([*command, "--parent", str(os.getpid())], cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.postman.kill()
        self.postman.wait(10)
        super().stop(number)

    def cookie(self, who: str) -> dict[str, str]:
        return {"name": "session", "value": self.sessions[PEOPLE.get(who, who)], "url": self.http}

    def letter_to(self, address: str) -> str:
        """The text of the newest mail to somebody, once it has come."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for path in sorted((self.folder / "outbox").glob("*.eml"), reverse=True):
                message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                if message["To"] == address:
                    return str(message.get_body(preferencelist=("plain",)).get_content())  # type: ignore[union-attr]
            time.sleep(0.1)
        raise AssertionError(f"no mail to {address}")

    def code_for(self, address: str) -> str:
        found = re.search(r"^ {4}(\S+)$", self.letter_to(address), re.MULTILINE)
        assert found, "the mail holds no code"
        return found[1]

    def forget_mails(self) -> None:
        shutil.rmtree(self.folder / "outbox", ignore_errors=True)


@contextmanager
def demo_server() -> Iterator[DemoServer]:
    folder = Path(tempfile.mkdtemp(prefix="atrium-journey-"))
    try:
        shutil.copytree(kept_demo(), folder, dirs_exist_ok=True, symlinks=True)
        _manage(folder, "compile_texts")
        _manage(folder, "collectstatic", "--noinput", "--verbosity", "0")
        server = DemoServer(folder)
        server.prepare()
        with server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoServer]:
    """One portal with its demo for the whole run."""
    with demo_server() as server:
        yield server


@pytest.fixture
def visit(browser: Any, demo: DemoServer) -> Iterator[Callable[..., Any]]:
    """`visit(path, who=None, **context)`: a page in a browser of somebody's own; a fault of a script, of the policy or a foreign
    request fails the test at its end."""
    contexts: list[Any] = []
    faults: list[str] = []

    def opened(path: str, who: str | None = None, **options: Any) -> Any:
        context = new_context(browser, demo, who, **options)
        contexts.append(context)
        page = context.new_page()
        listen(page, faults)
        page.goto(demo.http + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    if faults:
        pytest.fail("\n".join([*faults, demo.errors()[-3000:]]))


def new_context(browser: Any, demo: DemoServer, who: str | None, **options: Any) -> Any:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "reduced_motion": "reduce", **options})
    context.set_default_timeout(SOON_MS)
    if who:
        context.add_cookies([demo.cookie(who)])
    return context


def listen(page: Any, faults: list[str]) -> None:
    """Collect what must never happen: script errors, complaints in the console (the policy's among them), requests elsewhere."""
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("console", lambda line: faults.append(f"{page.url}: {line.text}") if _is_fault(line) else None)
    page.on("request", lambda asked: faults.append(f"asked another host: {asked.url}") if not is_local(asked.url) else None)


def _is_fault(line: Any) -> bool:
    return line.type == "error" and "the server responded with a status of 4" not in line.text


def address(target: str, language: str = "en") -> str:
    """The demo's address of `product:finch-2`, `faq:…`, `category:…`, `topic:…` in a language."""
    kind, _, code = target.partition(":")
    if kind in {"category", "topic"}:
        rows = {one["code"]: one for one in read({"category": "categories", "topic": "topics"}[kind])}
        return f"/{language}/{'shop/c' if kind == 'category' else 'help/topics'}/{rows[code]['slug'][language]}/"
    return _book().address(target, language)


@cache
def _book() -> Book:
    return Book()
