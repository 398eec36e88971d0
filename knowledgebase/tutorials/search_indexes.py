"""How tutorials are found."""

from django.db.models import QuerySet
from haystack import indexes

from knowledgebase.tutorials.models import Step, Tutorial
from portal.core.translation_state import text_and_language
from portal.search.indexing import Document, PortalIndex, plain


class TutorialIndex(PortalIndex, indexes.Indexable):
    """Published tutorials with all their steps, in every language they are told in."""

    model = Tutorial
    document_kind = "tutorial"
    follows = {"tutorials.Step": lambda row: [row.tutorial_id]}

    def rows(self, language: str) -> QuerySet:
        return Tutorial.objects.filter(live=True).told_in(language).select_related("topic").prefetch_related("products", "steps")

    def document(self, row: Tutorial, language: str) -> Document:
        summary = text_and_language(row, "summary", language)[0]
        parts = [summary, text_and_language(row, "tools", language)[0], *(self._told(step, language) for step in row.steps.all())]
        return Document(
            title=text_and_language(row, "title", language)[0],
            body=" \n".join(parts),
            summary=summary,
            url=row.get_absolute_url(),
            code=f"tutorial:{row.code}",
            keywords=[*row.words_in(language), row.topic.name, *(product.name for product in row.products.all())],
        )

    def _told(self, step: Step, language: str) -> str:
        return " \n".join(plain(text_and_language(step, field, language)[0]) for field in ("title", "body_html", "stuck_html"))
