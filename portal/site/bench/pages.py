"""Weighs every kind of public page: its size, its own style sheets and scripts, its queries. `manage.py bench_pages`."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from portal.core import kept
from portal.site.sitemaps import maps

MOST_QUERIES, MOST_PAGE, MOST_CSS, MOST_JS, MOST_CHAT = 15, 100_000, 30_000, 15_000, 25_000
_CHAT = {"chat:rooms", "rooms"}
"""Pages that may bring 25 kB more: the chat."""
_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
_SCRIPT = re.compile(r'<script\b[^>]*\bsrc="([^"]+)"')
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?["'](\.{1,2}/[^"']+)["']""")
_FOREIGN = ("django_htmx/", "htmx", "wagtail")
"""Scripts out of installed packages: they are not our own."""


@dataclass(frozen=True)
class Weight:
    """One page: bytes of the page, of its own CSS and JS, queries when nothing is kept and when parts are."""

    name: str
    path: str
    page: int
    css: int
    js: int
    queries: int
    queries_again: int

    @property
    def faults(self) -> list[str]:
        bounds = [("page", self.page, MOST_PAGE), ("queries", self.queries, MOST_QUERIES)]
        if self.name in _CHAT:
            bounds.append(("CSS and JS", self.css + self.js, MOST_CSS + MOST_JS + MOST_CHAT))
        else:
            bounds += [("CSS", self.css, MOST_CSS), ("JS", self.js, MOST_JS)]
        return [f"{self.name}: {what} {value:,} > {most:,}" for what, value, most in bounds if value > most]


class NotShownError(Exception):
    """A public page did not answer 200 to a visitor."""


def public_paths() -> dict[str, str]:
    """One address of each kind of public page, in English: the named ones, and the last entry of every section of the site map."""
    names = ["home", "help_home", "site_map", "search", "products:home", "products:compare", "tutorials:list", "chat:rooms"]
    with translation.override("en"):
        found = {name: reverse(name) for name in names}
        for section, of_section in maps().items():
            items = [item for item in of_section.items() if not isinstance(item, tuple) or item[1] == "en"]
            if section == "pages":
                kinds = {type(page.specific).__name__: page for page in items if page.locale.language_code == "en"}
                found |= {name: urlsplit(of_section.location(page)).path for name, page in kinds.items()}
            elif items:
                found[section] = urlsplit(of_section.location(items[-1])).path
    return found


def _own(path: str) -> str:
    """The text of one of our static files by its address; '' for one of another package."""
    name = urlsplit(path).path.removeprefix(settings.STATIC_URL)
    if name.startswith(_FOREIGN):
        return ""
    if not staticfiles_storage.exists(name):  # before `collectstatic`, or while developing
        return Path(finders.find(name)).read_text(encoding="utf-8")
    with staticfiles_storage.open(name) as file:
        return file.read().decode()


def _scripts(address: str, seen: set[str]) -> int:
    """Bytes of a module and of all it imports, each counted once."""
    if address in seen:
        return 0
    seen.add(address)
    text = _own(address)
    parent = address.rsplit("/", 1)[0]
    return len(text.encode()) + sum(_scripts(_joined(parent, one), seen) for one in _IMPORT.findall(text))


def _joined(parent: str, relative: str) -> str:
    parts = parent.split("/")
    for part in relative.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def weigh(name: str, path: str) -> Weight:
    """Ask with nothing kept, once more, and weigh the answer. Raises NotShownError.

    The very first answer goes uncounted: it makes renditions and fills what Django and Wagtail keep for good.
    """
    visitor = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    visitor.get(path)
    kept.forget()
    with CaptureQueriesContext(connection) as first:
        answer = visitor.get(path)
    if answer.status_code != 200:
        raise NotShownError(f"{path} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as again:
        visitor.get(path)
    text, seen = answer.content.decode(), set[str]()
    return Weight(
        name=name,
        path=path,
        page=len(answer.content),
        css=sum(len(_own(one).encode()) for one in _SHEET.findall(text)),
        js=sum(_scripts(one, seen) for one in _SCRIPT.findall(text)),
        queries=len(first),
        queries_again=len(again),
    )


def weigh_all() -> list[Weight]:
    return [weigh(name, path) for name, path in public_paths().items()]
