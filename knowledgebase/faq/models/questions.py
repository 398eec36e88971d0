"""Questions and their answers."""

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from knowledgebase.faq.models.articles import Article, ArticleQuerySet, render_into
from portal.core.i18n import search_fields_for
from portal.core.markdown import render


class QuestionQuerySet(ArticleQuerySet):
    title_field = "question"


class Question(Article):
    """A question customers ask, and its answer."""

    question = models.CharField(_("question"), max_length=250)
    answer = models.TextField(
        _("answer"), blank=True, help_text=_("Written in Markdown: blank lines make paragraphs, **bold**, 1. for steps.")
    )
    answer_html = models.TextField(blank=True, editable=False)
    """What readers get: rendered from `answer` at each save."""
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="question")

    objects = QuestionQuerySet.as_manager()
    source_fields = ("question", "answer")
    search_fields: ClassVar[list[Any]] = [
        *search_fields_for("question", "answer"),
        *search_fields_for("question", field=index.AutocompleteField),
        index.SearchField("code"),
        *(index.FilterField(name) for name in ("topic_id", "live", "featured")),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["topic", "live", "position", "id"], name="question_of_topic"),
            models.Index(fields=["live", "featured", "position", "id"], name="question_featured"),
        ]

    def __str__(self) -> str:
        return self.question or self.code

    @property
    def revisions(self) -> Any:
        return self._revisions

    @property
    def title(self) -> str:
        return self.question

    def render_texts(self) -> None:
        render_into(self, "answer", "answer_html", render)

    def get_absolute_url(self) -> str:
        return reverse("faq:answer", args=[self.here])

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "faq/answer.html"
