"""Pages in search."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from haystack import indexes

from portal.pages.models import ContactPage, DirectoryPage, InfoPage, NewsPage, PolicyPage
from portal.search.indexing import Document, PageDocumentIndex, plain


class _CodedPages(PageDocumentIndex):
    """Each row with `code`: the slug of the page in the first language, the same in all languages."""

    def rows(self, language: str) -> QuerySet:
        first = self.model._default_manager.filter(translation_key=OuterRef("translation_key"), locale__language_code="en")
        return super().rows(language).annotate(code=Coalesce(Subquery(first.values("slug")[:1]), "slug"))


class NewsDocuments(_CodedPages, indexes.Indexable):
    model = NewsPage
    document_kind = "news"

    def document(self, row: Any, language: str) -> Document:
        words = [row.topic.name] if row.topic else []
        found = {"title": row.title, "body": plain(row.body), "summary": row.summary, "url": row.get_url()}
        return Document(**found, keywords=words, code=f"news:{row.code}")


class InfoDocuments(_CodedPages, indexes.Indexable):
    model = InfoPage
    document_kind = "page"

    def document(self, row: Any, language: str) -> Document:
        return Document(title=row.title, body=plain(row.body), summary=row.summary, url=row.get_url(), code=f"page:{row.code}")


class PolicyDocuments(_CodedPages, indexes.Indexable):
    model = PolicyPage
    document_kind = "page"

    def document(self, row: Any, language: str) -> Document:
        version = row.in_force
        body = plain(version.body) if version else ""
        return Document(title=row.title, body=body, summary=row.summary, url=row.get_url(), code=f"page:{row.code}")


class ContactDocuments(_CodedPages, indexes.Indexable):
    model = ContactPage
    document_kind = "page"

    def document(self, row: Any, language: str) -> Document:
        body = " ".join(f"{one.get_kind_display()} {one.value} {one.hours} {one.note}" for one in row.channels.all())
        return Document(title=row.title, body=body, summary=row.summary, url=row.get_url(), code=f"page:{row.code}")


class DirectoryDocuments(_CodedPages, indexes.Indexable):
    model = DirectoryPage
    document_kind = "page"

    def document(self, row: Any, language: str) -> Document:
        return Document(title=row.title, body="", summary=row.summary, url=row.get_url(), code=f"page:{row.code}")
