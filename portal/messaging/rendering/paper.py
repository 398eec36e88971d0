"""The paper that mails are written on: one layout, light and dark, from both sides, down to 320 pixels, with what every foot owes."""

import time
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from pathlib import Path

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.text import direction_of
from portal.customers.enums import BASIS_OF, Basis, Purpose
from portal.messaging.channels.base import Rendered
from portal.messaging.rendering.compiling import Marks, Prepared, Rewrite, Values, Words, fill, fill_html, prepare

FOOT = ("foot.why", "foot.preferences", "foot.unsubscribe")
"""Addresses that a message gets of its own, whatever its words are."""


@dataclass(frozen=True)
class Sheet:
    """Words prepared with their paper."""

    words: Prepared
    html: list[str] = field(default_factory=list)
    foot_text: list[str] = field(default_factory=list)

    def rendered(self, given: Values, rewrite: Rewrite | None = None) -> Rendered:
        """One message: the given values put into everything."""
        values = self.words.values(given, rewrite) | {name: given.get(name, "") for name in FOOT}
        links = tuple(values[f"link:{number}"] for number in range(len(self.words.links)))
        told = fill(self.words.body_text, values)
        return Rendered(
            subject=fill(self.words.subject, values).strip(),
            preheader=fill(self.words.preheader, values),
            html=fill_html(self.html, values),
            text=f"{told}\n\n{fill(self.foot_text, values)}\n",
            body_text=told,
            short=fill(self.words.short, values).strip(),
            body_html=fill_html(self.words.body_html, values),
            links=links,
        )


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    style = (Path(__file__).parent / "paper.css").read_text(encoding="utf-8")
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, extra_css=style)


@lru_cache(maxsize=1)
def _at_rules() -> str:
    """What cannot be written beside a tag: the rules for small and for dark screens."""
    style = (Path(__file__).parent / "paper.css").read_text(encoding="utf-8")
    return style[style.index("@media") :]


def site_name() -> str:
    """The name editors gave the site, else the operator's; asked once a minute, as every message bears it."""
    return _site_name(int(time.monotonic() // 60))


@lru_cache(maxsize=2)
def _site_name(minute: int) -> str:
    return Site.objects.filter(is_default_site=True).values_list("site_name", flat=True).first() or settings.WAGTAIL_SITE_NAME


def house() -> str:
    """Who writes and where he is, in a line: the site's name and the house's address, which may begin with that name itself."""
    name, address = site_name(), settings.HOUSE_ADDRESS
    return address if address.startswith(name) else " · ".join(filter(None, (name, address)))


def because(purpose: str) -> str:
    """The sentence of the foot, in the active language."""
    name = Purpose(purpose).label
    basis = BASIS_OF[Purpose(purpose)]
    if basis == Basis.CONSENT:
        return _("You receive this because you agreed to: %(purpose)s.") % {"purpose": name}
    if basis == Basis.CONTRACT:
        return _("You receive this because it is about something you have with us: %(purpose)s.") % {"purpose": name}
    return _("You receive this because you take part: %(purpose)s. You can object at any time.") % {"purpose": name}


def set_words(words: Words, *, language: str, purpose: str) -> Sheet:
    """Words on the house's paper. Raises what `prepare` raises."""
    marks = Marks()
    prepared = prepare(words, marks)
    with translation.override(language):
        direction = direction_of(language)
        context = {
            "subject": marks.put(words.subject), "preheader": marks.put(words.preheader), "body": _joined(prepared.body_html, marks),
            "language": language, "direction": direction, "start": "right" if direction == "rtl" else "left",
            "because": because(purpose), "site_name": site_name(), "site_url": settings.SITE_URL, "house": house(),
            "why": marks.variable("foot.why"), "preferences": marks.variable("foot.preferences"),
            "unsubscribe": "" if BASIS_OF[Purpose(purpose)] == Basis.CONTRACT else marks.variable("foot.unsubscribe"),
        }  # fmt: skip
        plain = _inliner().inline(render_to_string("messaging/mail/paper.html", context))
        foot = render_to_string("messaging/mail/foot.txt", context)
    html = plain.replace("</head>", f"<style>{_at_rules()}</style></head>", 1) if "@media" not in plain else plain
    return Sheet(prepared, marks.split(html), marks.split(unescape(foot).strip()))


def _joined(pieces: list[str], marks: Marks) -> str:
    """Pieces as one text again, with the marks they were split at."""
    return "".join(marks.mark(piece) if place % 2 else piece for place, piece in enumerate(pieces))


def in_theme(html: str, theme: str) -> str:
    """The mail as a reader with that theme sees it, whatever the theme of the one who looks: for previews."""
    answer = {"dark": "@media all", "light": "@media not all"}.get(theme)
    return html.replace("@media (prefers-color-scheme: dark)", answer) if answer else html
