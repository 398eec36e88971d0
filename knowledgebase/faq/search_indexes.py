"""How questions are found."""

from django.db.models import QuerySet
from haystack import indexes

from knowledgebase.faq.models import Question
from portal.core.translation_state import text_and_language
from portal.search.indexing import Document, PortalIndex, plain


class QuestionIndex(PortalIndex, indexes.Indexable):
    """Published questions, in every language they are told in (the default language's text where one is missing)."""

    model = Question
    document_kind = "faq"

    def rows(self, language: str) -> QuerySet:
        return Question.objects.filter(live=True).told_in(language).select_related("topic").prefetch_related("products")

    def document(self, row: Question, language: str) -> Document:
        return Document(
            title=text_and_language(row, "question", language)[0],
            body=plain(text_and_language(row, "answer_html", language)[0]),
            url=row.get_absolute_url(),
            code=f"faq:{row.code}",
            keywords=[*row.words_in(language), row.topic.name, *(product.name for product in row.products.all())],
        )
