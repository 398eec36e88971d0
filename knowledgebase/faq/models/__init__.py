"""Questions, and the common ground of all help articles."""

from knowledgebase.faq.models.articles import Article, ArticleQuerySet, render_into
from knowledgebase.faq.models.questions import Question, QuestionQuerySet

__all__ = ["Article", "ArticleQuerySet", "Question", "QuestionQuerySet", "render_into"]
