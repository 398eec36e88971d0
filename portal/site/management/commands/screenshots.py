"""`manage.py screenshots`: takes the pictures of the README's tour from a running demo, always the same ones."""

import os
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import Client
from PIL import Image

from portal.customers.enums import IdentifierKind
from portal.customers.models import Identifier
from portal.site.demo.book import Book
from portal.site.demo.load_people import SYSTEM

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking"]
MOST_BYTES, MOST_ALTOGETHER = 150_000, 1_200_000


@dataclass(frozen=True)
class Picture:
    """One picture: where, who looks, how. `follow` is a link that leads from there to the page meant; `beside` names somebody who has
    the same page open; `then` does something first."""

    name: str
    at: str
    language: str = "en"
    who: str = ""
    beside: str = ""
    scheme: str = "light"
    size: tuple[int, int] = (1280, 800)
    then: Callable[[Any], None] | None = None
    follow: str = ""


def _write(page: Any) -> None:
    """The other one begins to type, so that the room shows it."""
    page.locator(".composer textarea").press_sequentially("Try 18 g in, 40 g out, and", delay=15)


TOUR = [
    Picture("home", "/en/"),
    Picture("home-arabic-dark", "/ar/", language="ar", scheme="dark"),
    Picture("product-german", "product:finch-2", language="de"),
    Picture("answer-chinese", "faq:how-often-descale", language="zh-hant"),
    Picture("room", "room:light-roasts", who="maeve-osullivan", beside="sofia-lindgren", then=_write),
    Picture("my-page", "/en/me/", who="maeve-osullivan"),
    Picture("moderation", "/desk/moderation/", who="noor"),
    Picture("campaign-results", "/desk/campaigns/1/results/", who="mara"),
    Picture("duplicate", "/desk/customers/duplicates/", who="mara", follow="main a.pair-names"),
    Picture("preferences-arabic", "/ar/me/preferences/", language="ar", who="maeve-osullivan", size=(390, 800)),
    Picture("phone", "/en/", size=(390, 800)),
]


class Command(BaseCommand):
    help = "Takes the tour's pictures into docs/tour/ from the demo that runs at SITE_URL (or --url), on this very database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", default=settings.SITE_URL, help="where the demo runs")
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "docs" / "tour")
        parser.add_argument("--only", nargs="*", help="names of pictures")

    def handle(self, *, url: str, to: Path, only: list[str] | None, **options: Any) -> None:
        try:
            from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a tool of developers, not installed with the portal
        except ImportError as error:
            raise CommandError("Playwright is missing: install requirements/dev.txt.") from error
        program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if program is None:
            raise CommandError("No Chromium is installed: `make services` installs it.")
        to.mkdir(parents=True, exist_ok=True)
        wanted = [one for one in TOUR if not only or one.name in only]
        cookies = {who: _session_of(who) for one in wanted for who in (one.who, one.beside) if who}
        with sync_playwright() as playwright, _async_allowed():
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
            for picture in wanted:
                path = to / f"{picture.name}.png"
                Photographer(browser, url.rstrip("/"), cookies).take(picture, path)
                self.stdout.write(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
            browser.close()
        self.weigh(to)

    def weigh(self, folder: Path) -> None:
        """Raises CommandError when the pictures would make the repository heavy."""
        sizes = {path.name: path.stat().st_size for path in folder.glob("*.png")}
        heavy = [name for name, size in sizes.items() if size > MOST_BYTES]
        if heavy or sum(sizes.values()) > MOST_ALTOGETHER:
            raise CommandError(f"Too heavy: {', '.join(heavy) or 'altogether'} ({sum(sizes.values()) / 1000:.0f} kB).")


class Photographer:
    """Opens pages in browsers of the demo's people and takes pictures of them."""

    def __init__(self, browser: Any, url: str, cookies: dict[str, str]) -> None:
        self.browser, self.url, self.cookies = browser, url, cookies

    def open(self, picture: Picture, who: str) -> Any:
        width, height = picture.size
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=picture.scheme, reduced_motion="reduce", locale=picture.language
        )
        cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": picture.language, "url": self.url}]
        if who:
            cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": self.cookies[who], "url": self.url})
        context.add_cookies(cookies)
        page = context.new_page()
        path = picture.at if picture.at.startswith("/") else Book().address(picture.at, picture.language)
        try:
            answer = page.goto(self.url + path, wait_until="networkidle")
        except Exception as error:
            raise CommandError(f"{self.url}{path} does not answer. Does the demo run there?") from error
        if answer.status != 200:
            raise CommandError(f"{self.url}{path} answered {answer.status}. Does the demo run there?")
        if picture.follow:
            page.goto(self.url + page.locator(picture.follow).first.get_attribute("href"), wait_until="networkidle")
        return page

    def take(self, picture: Picture, path: Path) -> None:
        pages = [self.open(picture, picture.who)]
        if picture.beside:
            pages.append(self.open(picture, picture.beside))
            if picture.then:
                picture.then(pages[1])
            pages[0].wait_for_timeout(1500)
        pages[0].screenshot(path=path, clip={"x": 0, "y": 0, "width": picture.size[0], "height": picture.size[1]})
        _shrink(path)
        for page in pages:
            page.context.close()


def _shrink(path: Path) -> None:
    """256 colours are enough for flat pictures, and a third of the bytes."""
    with Image.open(path) as whole:
        small = whole.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)  # no row: a picture file


def _session_of(code: str) -> str:
    """A signed-in session of one of the demo's people. Raises CommandError where the demo is not loaded."""
    row = Identifier.objects.filter(kind=IdentifierKind.EXTERNAL, system=SYSTEM, value_norm=code).select_related("party__user").first()
    if row is None or row.party.user is None:
        raise CommandError("The demo is not loaded in this database: `manage.py demo`.")
    visitor = Client()
    visitor.force_login(row.party.user)
    return visitor.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def _async_allowed() -> Any:
    """Playwright keeps a loop in this thread; what we ask of the database is plain."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before
