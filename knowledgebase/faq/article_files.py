"""A folder of Markdown files, read: front matter, texts, links between files, pictures. Nothing is written here."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from portal.core.text import clean_line, clean_text

MAX_FILE = 512 * 1024
MAX_FILES = 5000
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_LINK = re.compile(r"(!?\[(?:[^\[\]\\]|\\.)*\]\()(<[^<>\n]+>|[^\s()<>]+)((?:\s+\"[^\"\n]*\")?\))")
_DEFINITION = re.compile(r"(^[ ]{0,3}\[[^\]\n]+\]:[ \t]*)(<[^<>\n]+>|[^\s<>]+)()", re.MULTILINE)
_FENCE = re.compile(r"(^(?:```|~~~).*?^(?:```|~~~)[^\n]*$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)


class ArticleFault(ValueError):  # noqa: N818 - it is a fault in somebody's file, told to him
    """Why a file cannot be taken; the text is for the person who runs the import."""


@dataclass
class Article:
    """One file: where it lies, what its front matter says, its text."""

    path: PurePosixPath
    title: str
    slug: str
    section: str
    tags: list[str]
    updated_at: datetime | None
    text: str
    code: str
    pictures: set[PurePosixPath] = field(default_factory=set)


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: a file of a kilobyte must not become a gigabyte."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise ArticleFault(_("The front matter uses YAML aliases, which are not read."))
        return super().compose_node(parent, index)


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith((":int", ":float"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
"""Numbers stay as they are written: a title may be 007, and one of 5,000 digits is a line that is too long."""


def article_paths(folder: Path) -> list[Path]:
    """The Markdown files below the folder, in order; links that lead out of it are left alone. Raises ArticleFault."""
    root = folder.resolve()
    inside = [path for path in sorted(folder.rglob("*.md")) if path.is_file() and path.resolve().is_relative_to(root)]
    if not inside:
        raise ArticleFault(_("There is no Markdown file (*.md) in this folder."))
    if len(inside) > MAX_FILES:
        raise ArticleFault(_("There are more than %(count)d files; import them in parts.") % {"count": MAX_FILES})
    return inside


def read_article(folder: Path, path: Path) -> Article:
    """One file as an article. Raises ArticleFault with the reason."""
    if path.stat().st_size > MAX_FILE:
        raise ArticleFault(_("The file is larger than %(size)d kB.") % {"size": MAX_FILE // 1024})
    try:
        raw = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise ArticleFault(_("The file is not written in UTF-8.")) from fault
    head, body = _front_matter(raw.replace("\r\n", "\n"))
    place = PurePosixPath(path.relative_to(folder).as_posix())
    title = clean_line(str(head.get("title") or "")) or _first_heading(body)
    if not title:
        raise ArticleFault(_("The front matter has no title."))
    if len(title) > 250:
        raise ArticleFault(_("The title is longer than 250 characters."))
    slug = slugify(str(head.get("slug") or title), allow_unicode=True)[:200]
    if not slug:
        raise ArticleFault(_("No address can be made of the title; give a slug."))
    section = clean_line(str(head.get("section") or head.get("topic") or ""))
    if not section:
        raise ArticleFault(_("The front matter has no section, so the article belongs to no topic."))
    text = clean_text(_without_title(body, title)).strip() + "\n"
    code = slugify(place.with_suffix("").as_posix().replace("/", "-"))[:120] or slugify(str(head.get("code") or ""))[:120]
    if not code:
        raise ArticleFault(_("The file's name has no Latin letter or digit; give a code in the front matter."))
    return Article(place, title, slug, section, _tags(head.get("tags")), _moment(head.get("updated")), text, code)


def _front_matter(raw: str) -> tuple[dict[str, Any], str]:
    found = _FRONT.match(raw)
    if found is None:
        raise ArticleFault(_("The file does not begin with front matter between two lines of ---."))
    try:
        head = yaml.load(found[1], Loader=_PlainLoader)  # noqa: S506 - a safe loader with less
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        if isinstance(fault, ArticleFault):
            raise
        raise ArticleFault(_("The front matter is not valid YAML.")) from fault
    if not isinstance(head, dict):
        raise ArticleFault(_("The front matter is not a list of names and values."))
    return head, raw[found.end() :]


def _first_heading(body: str) -> str:
    found = re.match(r"\s*#[ \t]+(.+)", body)
    return clean_line(found[1].rstrip("# ")) if found else ""


def _without_title(body: str, title: str) -> str:
    """The text without a first heading that only repeats the title: the page shows the title itself."""
    found = re.match(r"\s*#[ \t]+([^\n]+)\n?", body)
    return body[found.end() :] if found and clean_line(found[1].rstrip("# ")) == title else body


def _tags(given: Any) -> list[str]:
    words = given if isinstance(given, list) else str(given or "").split(",")
    return [word for word in (clean_line(str(one)).replace(",", " ") for one in words) if word]


def _moment(given: Any) -> datetime | None:
    if given in (None, ""):
        return None
    try:
        read = given if isinstance(given, date) else datetime.fromisoformat(str(given))
    except ValueError as fault:
        raise ArticleFault(_("“updated” is not a date such as 2026-03-31.")) from fault
    moment = read if isinstance(read, datetime) else datetime.combine(read, time(12))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not 1990 <= moment.year <= 2100:
        raise ArticleFault(_("“updated” is not a date such as 2026-03-31."))
    return moment


def linked(article: Article) -> list[tuple[str, bool]]:
    """The relative targets in an article's text, each with whether it is a picture."""
    found = []
    for token in MarkdownIt("js-default", {"html": False}).parse(article.text):
        for child in token.children or []:
            target = str(child.attrs.get("src" if child.type == "image" else "href", "")) if child.type in {"image", "link_open"} else ""
            if is_relative(target):
                found.append((unquote(target), child.type == "image"))
    return found


def is_relative(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and bool(parts.path) and not parts.path.startswith("/")


def resolve(article: Article, target: str) -> PurePosixPath:
    """Where a relative target lies in the folder. Raises ArticleFault when it leads out of it."""
    place: list[str] = []
    for part in (*article.path.parent.parts, *PurePosixPath(urlsplit(target).path).parts):
        if part == "..":
            if not place:
                raise ArticleFault(_("The link “%(target)s” leads out of the folder.") % {"target": target})
            place.pop()
        elif part != ".":
            place.append(part)
    return PurePosixPath(*place)


def rewritten(text: str, addresses: dict[str, str]) -> str:
    """The text with link targets replaced; code stays as it is."""

    def one(found: re.Match[str]) -> str:
        target = unquote(found[2][1:-1] if found[2].startswith("<") else found[2])
        return f"{found[1]}{addresses[target]}{found[3]}" if target in addresses else found[0]

    parts = _FENCE.split(text)
    return "".join(part if number % 2 else _DEFINITION.sub(one, _LINK.sub(one, part)) for number, part in enumerate(parts))
