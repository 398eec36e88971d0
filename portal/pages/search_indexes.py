"""Pages in search."""

from typing import Any

from haystack import indexes

from portal.pages.models import ContactPage, DirectoryPage, InfoPage, NewsPage, PolicyPage
from portal.search.indexing import Document, PageDocumentIndex, plain


class NewsDocuments(PageDocumentIndex, indexes.Indexable):
    model = NewsPage
    document_kind = "news"

    def document(self, row: Any, language: str) -> Document:
        words = [row.topic.name] if row.topic else []
        found = {"title": row.title, "body": plain(row.body), "summary": row.summary, "url": row.get_url()}
        return Document(**found, keywords=words, code=f"news:{_code(row)}")


class InfoDocuments(PageDocumentIndex, indexes.Indexable):
    model = InfoPage
    document_kind = "page"

    def document(self, row: Any, language: str) -> Document:
        return Document(title=row.title, body=plain(row.body), summary=row.summary, url=row.get_url(), code=f"page:{_code(row)}")


class PolicyDocuments(PageDocumentIndex, indexes.Indexable):
    model = PolicyPage
    document_kind = "page"

    def document(self, row: Any, language: str) -> Document:
        version = row.in_force
        body = plain(version.body) if version else ""
        return Document(title=row.title, body=body, summary=row.summary, url=row.get_url(), code=f"page:{_code(row)}")


class ContactDocuments(PageDocumentIndex, indexes.Indexable):
    model = ContactPage
    document_kind = "page"

    def document(self, row: Any, language: str) -> Document:
        body = " ".join(f"{one.get_kind_display()} {one.value} {one.hours} {one.note}" for one in row.channels.all())
        return Document(title=row.title, body=body, summary=row.summary, url=row.get_url(), code=f"page:{_code(row)}")


class DirectoryDocuments(PageDocumentIndex, indexes.Indexable):
    model = DirectoryPage
    document_kind = "page"

    def document(self, row: Any, language: str) -> Document:
        return Document(title=row.title, body="", summary=row.summary, url=row.get_url(), code=f"page:{_code(row)}")


def _code(page: Any) -> str:
    """The same in all languages: the slug of the page in the first language."""
    first = type(page).objects.filter(translation_key=page.translation_key, locale__language_code="en")
    return first.values_list("slug", flat=True).first() or page.slug
