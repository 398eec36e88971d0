"""The common ground of help articles: what they are about, who sees them, when their text last changed."""

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from modeltranslation.settings import AVAILABLE_LANGUAGES, DEFAULT_LANGUAGE
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin
from wagtail.search import index

from catalog.products.models import Product
from portal.core.clock import now
from portal.core.i18n import SlugQuerySet, TranslatedModel, TranslatedPreviewMixin, column, current_language
from portal.core.translation_state import TranslationState
from portal.topics.models import Topic


class ArticleQuerySet(SlugQuerySet):
    """Reads start at `visible_to`; lists for readers go on with `told_in`."""

    title_field = "title"

    def visible_to(self, user: Any) -> Self:
        """What may be read: published articles; drafts only in the editor's preview."""
        return self.filter(live=True)

    def told_in(self, language: str | None = None) -> Self:
        """Articles that have a text in `language` (default: the active one) or in the default language."""
        own, common = column(self.title_field, language), column(self.title_field, DEFAULT_LANGUAGE)
        return self.filter(Q(**{f"{own}__gt": ""}) | Q(**{f"{common}__gt": ""}))


class Article(
    TranslationState,
    TranslatedModel,
    TranslatedPreviewMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    ClusterableModel,
):
    """Abstract: a help article with a draft, a history, a topic and the products it concerns."""

    code = models.SlugField(_("code"), max_length=120, unique=True, help_text=_("A short name for staff and imports; it never changes."))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("topic"))
    products = ParentalManyToManyField(Product, blank=True, related_name="%(class)ss", verbose_name=_("products it concerns"))
    minutes = models.PositiveSmallIntegerField(_("minutes it takes"), default=1)
    featured = models.BooleanField(_("featured"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    slug = models.SlugField(_("address"), max_length=210, allow_unicode=True, null=True, blank=True, unique=True)
    keywords = models.CharField(
        _("other words for it"),
        max_length=400,
        blank=True,
        help_text=_("Words people may search for that do not stand in the text, with commas."),
    )
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now, editable=False)
    """When the text last changed, which readers are told; kept by `save()`."""
    text_mark = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Render what was written and keep `updated_at` true."""
        if kwargs.get("update_fields") is None:
            self.render_texts()
            mark = hashlib.sha256("".join(self.mark_of(code) for code in AVAILABLE_LANGUAGES).encode()).hexdigest()[:16]
            if self.text_mark and mark != self.text_mark:
                self.updated_at = now()
            self.text_mark = mark
        super().save(*args, **kwargs)

    def render_texts(self) -> None:
        """Write the HTML columns anew from what was written; each article knows its own."""
        raise NotImplementedError

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A version out of the history; when its text is not the one that stands, saving it counts as a change."""
        taken = super().with_content_json(content)
        taken.text_mark, taken.updated_at, taken.created_at = self.text_mark, self.updated_at, self.created_at
        return taken

    def slug_in(self, language: str) -> str:
        """The address in `language`, or the default language's, or any."""
        texts = (self.text_in("slug", code) for code in (language, DEFAULT_LANGUAGE, *AVAILABLE_LANGUAGES))
        return next((text for text in texts if text), self.code)

    @property
    def here(self) -> str:
        """The address part in the reader's language."""
        return self.slug_in(current_language())

    def words_in(self, language: str) -> list[str]:
        """The other words for it in `language`, one by one."""
        return [word.strip() for word in self.text_in("keywords", language).split(",") if word.strip()]

    preview_context: ClassVar[Callable[[HttpRequest, Any], dict[str, Any]]]
    """What the page shows of an unsaved article; set by hooks.py, since models know no page."""

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        self.render_texts()
        return type(self).preview_context(request, self)


def render_into(record: models.Model, source: str, target: str, render: Callable[[str], str]) -> None:
    """Render the Markdown of every language's `source` column into its `target` column."""
    for code in AVAILABLE_LANGUAGES:
        setattr(record, column(target, code), render(getattr(record, column(source, code)) or ""))
