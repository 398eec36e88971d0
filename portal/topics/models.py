"""The tree of subjects."""

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.settings import AVAILABLE_LANGUAGES, DEFAULT_LANGUAGE
from wagtail.search import index

from portal.core.i18n import SlugQuerySet, TranslatedModel, current_language, search_fields_for
from portal.core.translation_state import TranslationState


class Topic(TranslationState, TranslatedModel, index.Indexed):
    """A subject that answers, tutorials, rooms and pages hang on. `code` is stable, name and slug are translated."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of"))
    position = models.PositiveIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=140, allow_unicode=True, null=True, unique=True)
    intro = models.TextField(_("introduction"), blank=True)

    objects = SlugQuerySet.as_manager()
    source_fields = ("name", "intro")
    search_fields: ClassVar[list[Any]] = search_fields_for("name")

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The topic's page; the roof composes it, so only its address name is known here."""
        return reverse("topic", args=[self.slug_in(current_language())])

    def slug_in(self, language: str) -> str:
        """The address in `language`, or the default language's, or any."""
        texts = (self.text_in("slug", code) for code in (language, DEFAULT_LANGUAGE, *AVAILABLE_LANGUAGES))
        return next((text for text in texts if text), self.code)
