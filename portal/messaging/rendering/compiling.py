"""Markdown with {variables} becomes pieces once; each message then only joins them.

Before anything else each variable turns into a word nobody can guess. It passes through Markdown, sanitising and inlining like any
other word, and marks the place where the value is put in afterwards: escaped in HTML, plain in text. So no value can bring a mark,
a tag or a link of its own.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape

from inscriptis import get_text
from inscriptis.css_profiles import RELAXED_CSS_PROFILE
from inscriptis.model.config import ParserConfig

from portal.core import markdown
from portal.core.text import clean_line
from portal.messaging.rendering import variables

_BRACES = re.compile(r"\{([^{}\n]{0,80})\}")
_LINK = re.compile(r'<a href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_BUTTON = re.compile(r'<p><strong>(<a) (href="[^"]*"[^>]*>.*?</a>)</strong></p>', re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")
_BLANKS = re.compile(r"\n{3,}")
_SAFE = re.compile(r"(?:https?://|/(?!/)|mailto:|tel:)", re.IGNORECASE)

Values = Mapping[str, str]
Rewrite = Callable[[str, int], str]


@dataclass(frozen=True)
class Words:
    """What a template says in one language, as it was written."""

    subject: str
    body: str
    preheader: str = ""
    short: str = ""


def names_in(*texts: str) -> list[str]:
    """Everything in braces, in its order, each once."""
    return list(dict.fromkeys(found for text in texts for found in _BRACES.findall(text)))


class Marks:
    """The words that stand for variables and links while a text is prepared."""

    def __init__(self) -> None:
        self._salt = secrets.token_hex(5)
        self._found = re.compile(f"zq{self._salt}([vl])(\\d{{3}})qz")
        self.names: list[str] = []
        self.links: list[list[str]] = []

    def variable(self, name: str) -> str:
        if name not in self.names:
            self.names.append(name)
        return f"zq{self._salt}v{self.names.index(name):03d}qz"

    def link(self, address: str) -> str:
        self.links.append(self.split(address))
        return self.mark(f"link:{len(self.links) - 1}")

    def put(self, text: str) -> str:
        """`text` with every {variable} as its mark."""
        return _BRACES.sub(lambda found: self.variable(found[1]), text)

    def mark(self, name: str) -> str:
        """The mark that `split` gave this name for."""
        return f"zq{self._salt}l{int(name[5:]):03d}qz" if name.startswith("link:") else self.variable(name)

    def split(self, text: str) -> list[str]:
        """Words of the text and names of what stands between them, in turn: even places are words, odd ones names."""
        pieces = self._found.split(text)
        split = pieces[:1]
        for kind, number, words in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            split += [self.names[int(number)] if kind == "v" else f"link:{int(number)}", words]
        return split


@dataclass(frozen=True)
class Prepared:
    """A text in pieces, ready to be filled again and again."""

    names: tuple[str, ...]
    subject: list[str]
    preheader: list[str]
    short: list[str]
    body_html: list[str]
    body_text: list[str]
    links: list[list[str]]

    def values(self, given: Values, rewrite: Rewrite | None = None) -> dict[str, str]:
        """The given values as one line each, and the links made of them."""
        lines = {name: clean_line(given.get(name, "")) for name in self.names}
        for number, pieces in enumerate(self.links):
            address = fill(pieces, lines)
            address = address if _SAFE.match(address) else ""
            lines[f"link:{number}"] = rewrite(address, number) if rewrite and address.startswith("http") else address
        return lines


def prepare(words: Words, marks: Marks | None = None) -> Prepared:
    """Raises UnknownVariableError or NoAddressError; nothing else can be wrong with words."""
    variables.check(names_in(words.subject, words.preheader, words.body, words.short))
    marks = marks or Marks()
    html = markdown.render(marks.put(words.body))
    html = _LINK.sub(lambda found: _linked(found, marks), html)
    text = _as_text(_LINK.sub(_link_as_text, html))
    html = _BUTTON.sub(r'<p class="act">\1 class="button" \2</p>', html)
    subject, preheader, short = (marks.split(marks.put(line)) for line in (words.subject, words.preheader, words.short or words.subject))
    return Prepared(
        names=tuple(marks.names),
        subject=subject,
        preheader=preheader,
        short=short,
        body_html=marks.split(html),
        body_text=marks.split(text),
        links=marks.links,
    )


def _linked(found: re.Match[str], marks: Marks) -> str:
    address = unescape(found[1])
    pieces = marks.split(address)
    if len(pieces) > 1 and pieces[0] == "" and variables.variables[pieces[1]].kind != variables.ADDRESS:
        raise variables.NoAddressError(pieces[1])
    return f'<a href="{marks.link(address)}"{found[2]}>{found[3]}</a>'


def _link_as_text(found: re.Match[str]) -> str:
    return f"{found[3]}: {found[1]}" if found[3] != found[1] else found[1]


def _as_text(html: str) -> str:
    told = get_text(html, ParserConfig(css=RELAXED_CSS_PROFILE))
    return _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in told.splitlines())).strip()


def fill(pieces: list[str], values: Values) -> str:
    """The pieces with plain values between them."""
    return "".join(values.get(piece, "") if place % 2 else piece for place, piece in enumerate(pieces))


def fill_html(pieces: list[str], values: Values) -> str:
    """The pieces with escaped values between them."""
    return "".join(escape(values.get(piece, "")) if place % 2 else piece for place, piece in enumerate(pieces))
