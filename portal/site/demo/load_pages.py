"""The demo's pages: home, news, policies, directory, contact, in four locale trees that belong together."""

import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import translation
from wagtail.models import Locale, Page, Site

from portal.core.i18n import column
from portal.pages.models import (
    Activity,
    ContactChannel,
    ContactPage,
    DirectoryPage,
    InfoPage,
    NewsIndexPage,
    NewsPage,
    PolicyPage,
    PolicyVersion,
    PortalImage,
)
from portal.site.demo.book import LANGUAGES, Book, read
from portal.site.demo.pictures import draw
from portal.site.models import HomePage

WORDS = {
    "news": {"en": "News", "de": "Neues", "ar": "الأخبار", "zh-hant": "最新消息"},
    "directory": {"en": "Activity directory", "de": "Verzeichnis", "ar": "دليل الأنشطة", "zh-hant": "活動與工具"},
    "contact": {"en": "Contact", "de": "Kontakt", "ar": "اتصل بنا", "zh-hant": "聯絡我們"},
    "news_summary": {
        "en": "From the workshop, the two offices and the road.",
        "de": "Aus der Werkstatt, den beiden Büros und von unterwegs.",
        "ar": "من الورشة والمكتبين ومن الطريق.",
        "zh-hant": "來自工坊、兩處辦公室與路上的消息。",
    },
    "directory_summary": {
        "en": "Things to do and tools to use elsewhere that we and our customers recommend.",
        "de": "Was man anderswo tun und benutzen kann: Empfehlungen von uns und unseren Kunden.",
        "ar": "أنشطة وأدوات في أماكن أخرى ننصح بها نحن وعملاؤنا.",
        "zh-hant": "我們與客人推薦的其他活動與工具。",
    },
}


def picture(code: str, title: str, alt: dict[str, str]) -> PortalImage:
    """The drawing `code` as a picture with its alt texts; drawn once."""
    known = PortalImage.objects.filter(title=title).first()
    if known:
        return known
    file = ImageFile(BytesIO(draw(code).encode()), name=f"{code.replace(':', '-')}.svg")
    image = PortalImage(title=title, file=file, **{column("alt", one): alt[one] for one in LANGUAGES})
    image.save()
    return image


class Tree:
    """Adds one page in every language below its parents, published, with one translation key."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
        self.done = 0

    def add(self, parents: dict[str, Page] | None, kind: type[Page], build: Any, *, days_ago: float = 400, history: bool = True) -> dict[str, Page]:
        """`build(language)` gives the page's fields; returns the pages by language."""
        key, made = uuid.uuid4(), {}
        moment = self.book.moment(days_ago)
        for code in LANGUAGES:
            fields = build(code)
            after = fields.pop("after", None)
            with translation.override(code):
                page = kind(locale=self.locales[code], translation_key=key, **fields)
                parent = parents[code] if parents else Page.objects.get(depth=1)
                parent.add_child(instance=page)
                if after:
                    after(page)
                if history:
                    page.save_revision().publish()
            late = moment + timedelta(minutes=5)
            stamps = {"first_published_at": moment, "last_published_at": moment if code == "en" else late, "latest_revision_created_at": moment}
            kind.objects.filter(pk=page.pk).update(translated_from_at=None if code == "en" else moment, **stamps)
            made[code] = kind.objects.get(pk=page.pk)
            self.done += 1
        self.book.progress("pages", self.done, None)
        return made


@transaction.atomic
def load(book: Book) -> None:
    """Load all pages, or none; a second run changes nothing."""
    if HomePage.objects.exists():
        return
    tree = Tree(book)
    homes = _home(tree, book)
    book.pages["news"] = tree.add(
        homes, NewsIndexPage, lambda code: {"title": WORDS["news"][code], "slug": "news", "summary": WORDS["news_summary"][code]}
    )
    for post in sorted(read("news/"), key=lambda one: -one["days_ago"]):
        _post(tree, book, post)
    for code in ("about", "accessibility"):
        _info(tree, book, homes, code)
    for policy in read("pages/policies/"):
        _policy(tree, book, homes, policy)
    _directory(tree, book, homes)
    _contact(tree, book, homes)
    _older_translation()
    for number in range(max(book.scale - 1, 0) * 13):
        _scaled_post(tree, book, number)


def _home(tree: Tree, book: Book) -> dict[str, Page]:
    words = read("pages/home")
    root = Page.objects.get(depth=1)
    for old in root.get_children().type(Page).filter(content_type__model="page"):
        Site.objects.filter(root_page=old).update(root_page=root)
        old.delete()
    root.refresh_from_db()

    def fields(code: str) -> dict[str, Any]:
        links = [
            ("link", {"label": one["label"][code], "address": book.address(one["target"], code)}) for one in words["often_asked"]
        ]
        return {
            "title": "Calder & Finch", "slug": "home" if code == "en" else f"home-{code}", "hero_title": words["hero_title"][code],
            "hero_text": words["hero_text"][code], "search_hint": words["search_hint"][code], "often_asked": links,
        }  # fmt: skip

    homes = tree.add(None, HomePage, fields)
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", port=80, is_default_site=True)
    site.root_page, site.site_name = homes["en"], "Calder & Finch"
    site.save()
    return homes


def _text(book: Book, source: str, code: str) -> list[tuple[str, str]]:
    return [("text", book.html(source, code))]


def _post(tree: Tree, book: Book, post: dict[str, Any]) -> None:
    image = picture(f"news:{post['code']}", f"news {post['code']}", post["picture_alt"])
    tree.add(
        book.pages["news"],
        NewsPage,
        lambda code: {
            "title": post["title"][code], "slug": post["slug"][code], "summary": post["teaser"][code], "picture": image,
            "published_on": book.moment(post["days_ago"]).date(), "author": post["author"], "topic": book.topics.get(post["topic"]),
            "body": _text(book, post["body"][code], code),
        },
        days_ago=post["days_ago"],
    )  # fmt: skip


def _scaled_post(tree: Tree, book: Book, number: int) -> None:
    """One more post for benches: an earlier month's notes under its own title, without history."""
    posts = read("news/")
    post = posts[number % len(posts)]
    tree.add(
        book.pages["news"],
        NewsPage,
        lambda code: {
            "title": f"{post['title'][code]} ({number + 2})", "slug": f"{post['slug'][code]}-{number + 2}", "summary": post["teaser"][code],
            "published_on": book.moment(500 + number).date(), "author": post["author"], "topic": book.topics.get(post["topic"]),
            "body": _text(book, post["body"][code], code),
        },
        days_ago=500 + number,
        history=False,
    )  # fmt: skip


def _info(tree: Tree, book: Book, homes: dict[str, Page], name: str) -> None:
    words = read(f"pages/{name}")
    tree.add(
        homes,
        InfoPage,
        lambda code: {
            "title": words["title"][code], "slug": words["slug"][code], "summary": words["intro"][code][:400], "show_in_menus": True,
            "body": _text(book, words["body"][code], code),
        },
    )  # fmt: skip


def _policy(tree: Tree, book: Book, homes: dict[str, Page], policy: dict[str, Any]) -> None:
    def fields(code: str) -> dict[str, Any]:
        versions = [
            PolicyVersion(
                number=one["number"], in_force_on=book.moment(one["in_force_days_ago"]).date(), changes=one["changes"][code][:300],
                body=book.html(one["body"][code], code),
            )
            for one in policy["versions"]
        ]  # fmt: skip
        return {"title": policy["title"][code], "slug": policy["slug"][code], "show_in_menus": True, "versions": versions}

    tree.add(homes, PolicyPage, fields)


def _directory(tree: Tree, book: Book, homes: dict[str, Page]) -> None:
    for position, one in enumerate(read("pages/directory")):
        texts = {column(field, code): one[field][code] for field in ("name", "description") for code in LANGUAGES}
        Activity.objects.get_or_create(
            code=one["code"],
            defaults={"kind": one["kind"], "topic": book.topics[one["topic"]], "url": one["url"], "position": position, **texts},
        )
    tree.add(
        homes,
        DirectoryPage,
        lambda code: {"title": WORDS["directory"][code], "slug": "directory", "summary": WORDS["directory_summary"][code], "show_in_menus": True},
    )


def _contact(tree: Tree, book: Book, homes: dict[str, Page]) -> None:
    words = read("pages/contact")

    def fields(code: str) -> dict[str, Any]:
        channels = [
            ContactChannel(position=n, kind=one["kind"], value=one["value"], hours=(one["hours"] or {}).get(code, ""), note=one["note"][code])
            for n, one in enumerate(words["channels"])
        ]
        return {"title": WORDS["contact"][code], "slug": "contact", "summary": words["intro"][code][:400], "show_in_menus": True, "channels": channels}

    tree.add(homes, ContactPage, fields)


def _older_translation() -> None:
    """One Arabic post is older than its source, so that the notice and the editors' report can be seen."""
    post = NewsPage.objects.filter(locale__language_code="ar").order_by("-published_on").first()
    if post and post.translated_from_at:
        NewsPage.objects.filter(pk=post.pk).update(
            translated_from_at=post.translated_from_at - timedelta(days=1), last_published_at=post.translated_from_at - timedelta(days=1)
        )
