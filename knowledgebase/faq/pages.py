"""What the page of an answer is made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_timedelta
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from modeltranslation.settings import AVAILABLE_LANGUAGES

from knowledgebase.faq import queries, structured
from knowledgebase.faq.models import Article, Question
from knowledgebase.feedback import queries as feedback
from portal.core.clock import now
from portal.core.i18n import current_language
from portal.core.kept import kept
from portal.core.money import babel_locale
from portal.core.text import direction_of
from portal.core.translation_state import text_and_language, translation_of
from portal.topics import asking

KEPT_SECONDS = 300
VISITOR = AnonymousUser()
"""Kept pages are the same for everybody: they show what he may see."""


def ago(moment: datetime) -> str:
    """'3 weeks ago' in the reader's language."""
    return format_timedelta(moment - now(), add_direction=True, locale=babel_locale())


def alternates(article: Article, name: str) -> list[dict[str, str]]:
    """The article's address in every language it is told in (the default language's text counts for all)."""
    found = []
    for code in AVAILABLE_LANGUAGES:
        with override(code):
            found.append({"code": code, "url": reverse(name, args=[article.slug_in(code)])})
    return found


def html_of(record: Any, field: str) -> dict[str, str]:
    """Rendered text with its language and direction, for {% include "faq/_text.html" %}."""
    html, language = text_and_language(record, field)
    return {"html": mark_safe(html), "language": language, "direction": direction_of(language)}  # noqa: S308 - rendered and sanitised by core.markdown


def trail_of(article: Article) -> list[dict[str, Any]]:
    """The way to an article: help, then its topic."""
    topic = article.topic
    return [{"label": _("Help"), "url": reverse("help_home")}, {"label": topic.name, "url": topic.get_absolute_url()}]


@dataclass(frozen=True)
class Head:
    """What is kept of an article besides the parts of its page."""

    pk: int
    slug: str
    url: str
    title: str
    alternates: list[dict[str, str]]


def head_of(article: Any, name: str) -> Head:
    return Head(article.pk, article.here, article.get_absolute_url(), article.title, alternates(article, name))


def answer(request: HttpRequest, slug: str) -> tuple[Head, dict[str, Any]] | None:
    """The answer at an address, and its page; None where there is none. Whether it may be read is asked each time.

    `page` is read only when a part of the page is not kept.
    """
    asked, read = queries.readable(request.user), []

    def question() -> Question:
        if not read:
            found = asked.select_related("topic").with_slug(slug).first()
            if found is None:
                raise Question.DoesNotExist
            read.append(found)
        return read[0]

    try:
        head = kept(f"answer:{current_language()}:{slug}", lambda: head_of(question(), "faq:answer"), KEPT_SECONDS)
    except Question.DoesNotExist:
        return None
    if not read and not asked.filter(pk=head.pk).exists():
        return None
    page = SimpleLazyObject(lambda: _answer(question()))
    return head, {"title": head.title, "alternates": head.alternates, "kept_as": head.pk, "page": page}


def preview(request: HttpRequest, question: Question) -> dict[str, Any]:
    """The page of an answer as its editor has it before him."""
    return {"title": question.question, "alternates": [], "page": _answer(question, preview=True)}


def _answer(question: Question, *, preview: bool = False) -> dict[str, Any]:
    """One answer with what belongs to it; the same for everybody."""
    text, tally = html_of(question, "answer_html"), feedback.tally_of(question)
    url = settings.SITE_URL + question.get_absolute_url()
    data = structured.question(question.question, text["html"], helped=tally.helped, language=text["language"], url=url)
    return {
        "question": question,
        "text": text,
        "tally": tally,
        "products": [product for product in question.products.all() if product.live],
        "related": queries.related(question, VISITOR),
        "places": asking.places_for(question.topic, VISITOR),
        "updated": ago(question.updated_at),
        "translation": translation_of(question),
        "trail": trail_of(question),
        "summary": structured.summary_of(text["html"]),
        "structured": structured.in_page({"@type": "FAQPage", "inLanguage": text["language"], "mainEntity": [data]}),
        "canonical": url,
        "preview": preview,
    }
