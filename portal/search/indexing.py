"""The base of all `search_indexes.py`: common fields, rows by language, and how a row becomes a document."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from haystack import indexes
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SkipDocument
from haystack.utils import get_identifier, get_model_ct

from portal.search.languages import language_of_alias

_MAX_BODY = 60_000
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|td|th|div|blockquote|pre)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


@dataclass
class Document:
    """What is known of one thing in one language. All texts are plain; `plain()` makes them so."""

    title: str
    body: str
    url: str
    code: str
    summary: str = ""
    keywords: Iterable[str] = ()
    audience: Iterable[str] = field(default_factory=lambda: ["public"])


def plain(value: Any) -> str:
    """HTML, a StreamField value or text as plain text with single spaces; ends of blocks become sentence breaks."""
    if value is None:
        return ""
    text = str(value)
    if "<" in text:
        text = _TAG.sub("", _BLOCK_END.sub(" \n", text))
    return " ".join(unescape(text).split())


class PortalIndex(indexes.SearchIndex):
    """Base class: set `model` and `document_kind`, write `rows` and `document` (see portal.search)."""

    text = indexes.CharField(document=True)
    title = indexes.CharField()
    keywords = indexes.CharField(default="")
    summary = indexes.CharField(indexed=False, default="")
    url = indexes.CharField(indexed=False)
    code = indexes.CharField()
    kind = indexes.CharField(faceted=True)
    language = indexes.CharField()
    audience = indexes.MultiValueField()
    auto = indexes.EdgeNgramField()

    model: ClassVar[type[Model]]
    document_kind: ClassVar[str]
    follows: ClassVar[dict[str, Callable[[Any], Iterable[Any]]]] = {}
    """'app.Model' → the primary keys of this index's rows that a changed row of that model touches."""

    def rows(self, language: str) -> QuerySet:
        """The rows that may be found in `language`."""
        raise NotImplementedError

    def document(self, row: Any, language: str) -> Document | None:
        """The row's document; `language` is active. None when there is nothing to find in this language."""
        raise NotImplementedError

    def get_model(self) -> type[Model]:
        return self.model

    def index_queryset(self, using: str | None = None) -> QuerySet:
        return self.rows(language_of_alias(using))

    def prepare(self, obj: Any) -> dict[str, Any]:
        """Haystack's hook: called by the engine with the connection's language active."""
        from portal.core.i18n import current_language  # noqa: PLC0415 - Haystack loads indexes while apps still start

        language = current_language()
        made = self.document(obj, language)
        if made is None:
            raise SkipDocument
        title = plain(made.title)
        self.prepared_data = {
            ID: get_identifier(obj),
            DJANGO_CT: get_model_ct(self.get_model()),
            DJANGO_ID: str(obj.pk),
            "text": plain(made.body)[:_MAX_BODY],
            "title": title,
            "keywords": " ".join(plain(word) for word in made.keywords if word),
            "summary": plain(made.summary),
            "url": made.url,
            "code": made.code,
            "kind": self.document_kind,
            "kind_exact": self.document_kind,
            "language": language,
            "audience": sorted(set(made.audience)),
            "auto": title,
        }
        for name, one in self.fields.items():
            if one.index_fieldname not in self.prepared_data:
                own = getattr(self, f"prepare_{name}", one.prepare)
                self.prepared_data[one.index_fieldname] = own(obj)
        return self.prepared_data


class PageDocumentIndex(PortalIndex):
    """For Wagtail pages: only live, public pages, and only in the index of their own locale."""

    def rows(self, language: str) -> QuerySet:
        return self.model._default_manager.live().public().filter(locale__language_code=language)
