"""Structured data (schema.org) of help articles, safe inside a page."""

import json
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

_HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def in_page(data: dict[str, Any]) -> SafeString:
    """JSON-LD for a script element."""
    return mark_safe(json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False).translate(_HARMLESS))  # noqa: S308 - what could end the script is escaped


def question(title: str, answer_html: str, *, helped: int = 0, language: str, url: str) -> dict[str, Any]:
    """One question with its accepted answer."""
    answer = {"@type": "Answer", "text": answer_html, "upvoteCount": helped, "url": url}
    return {"@type": "Question", "name": title, "inLanguage": language, "answerCount": 1, "acceptedAnswer": answer}


def summary_of(html: str, length: int = 160) -> str:
    """The beginning of an article as one plain line, cut at a word."""
    text = " ".join(strip_tags(html.replace("</", " </")).split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"
