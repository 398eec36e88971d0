"""Markdown to safe HTML: raw HTML is shown as text, then an allow-list sanitises what the renderer made."""

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape

import nh3
from markdown_it import MarkdownIt

VERSION = 2
"""Raise it when the output changes, so that stored HTML can be rendered again."""

_MESSAGE_TAGS = {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_OF_THIS_SITE = re.compile(r"/(?!/)")
_ARTICLE_TAGS = _MESSAGE_TAGS | {"h2", "h3", "h4", "hr", "table", "thead", "tbody", "tr", "th", "td", "img"}


@lru_cache(maxsize=2)
def _renderer(profile: str) -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": profile == "message"})
    if profile == "message":
        parser.disable(["table", "heading", "lheading", "image", "hr", "reference"])
    return parser


def render(source: str, profile: str = "article", *, rewrite: Callable[[str], str] | None = None) -> str:
    """Safe HTML for Markdown `source`.

    `profile` is "article" (headings, tables, pictures of this site) or "message" (chat: no pictures, no headings).
    `rewrite` may change each link's address (the demo's `product:CODE`, an import's relative paths).
    """
    html = _renderer(profile).render(source)

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name not in {"href", "src"}:
            return value
        address = rewrite(value) if rewrite else value
        if name == "src" and not _OF_THIS_SITE.match(address):
            return None
        return address

    return nh3.clean(
        html,
        tags=_ARTICLE_TAGS if profile == "article" else _MESSAGE_TAGS,
        attributes={"a": {"href", "title"}, "img": {"src", "alt", "width", "height"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}},
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "tel"} | ({"product", "faq", "tutorial", "room", "page", "news"} if rewrite else set()),
        link_rel="ugc nofollow noopener" if profile == "message" else "noopener",
    )


def render_message(source: str) -> str:
    """Chat message to safe HTML; never empty for non-empty text."""
    return render(source, "message") or f"<p>{escape(source)}</p>"


_BLOCK_ENDS = re.compile(r"(?=</(?:p|li|h[1-6]|blockquote|pre|div|t[dhr]|dt|dd)>|<[bh]r\b)")


def excerpt(html: str) -> str:
    """Rendered text on one line without marks, for quotations and cards: the text of `html`, blocks parted by a space."""
    return " ".join(unescape(nh3.clean(_BLOCK_ENDS.sub(" ", html), tags=set())).split())


def clean_html(html: str) -> str:
    """Somebody else's HTML (an import) reduced to the article allow-list."""
    return nh3.clean(
        html,
        tags=_ARTICLE_TAGS - {"img"},
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
