"""Records whose text has one column a language (django-modeltranslation): saving, panels, previews, slugs.

The base column always holds the default language, whatever language was active at the save (docs/decisions/languages.md).
"""

from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import translation
from modeltranslation.settings import AVAILABLE_LANGUAGES, DEFAULT_LANGUAGE
from modeltranslation.utils import build_localized_fieldname
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.models import PreviewableMixin
from wagtail.search import index

LANGUAGE_NAMES = dict(settings.LANGUAGES)


def column(name: str, language: str | None = None) -> str:
    """The column of a translated field: column('name', 'zh-hant') is 'name_zh_hant'."""
    return build_localized_fieldname(name, language or current_language())


def current_language() -> str:
    """The active language if it is one of ours, else the default."""
    active = translation.get_language() or DEFAULT_LANGUAGE
    return active if active in AVAILABLE_LANGUAGES else DEFAULT_LANGUAGE


class TranslatedModel(models.Model):
    """Abstract: saves with the default language active, so that base columns never hold another; what a signal writes, such as
    the queue of the search, is saved with it or not at all.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with translation.override(DEFAULT_LANGUAGE), transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)

    def text_in(self, field: str, language: str) -> str:
        """The field's text in `language`, '' where there is none (no fallback)."""
        return getattr(self, column(field, language)) or ""

    def languages_of(self, field: str) -> list[str]:
        """The languages that have a text for `field`."""
        return [code for code in AVAILABLE_LANGUAGES if getattr(self, column(field, code))]


class SlugQuerySet(models.QuerySet):
    """For models with a translated, per-language unique `slug`."""

    def with_slug(self, slug: str) -> Self:
        """The row whose slug in the active language is `slug`, or in any language (the view then redirects)."""
        own = Q(**{column("slug"): slug})
        return self.filter(own | Q(*[(column("slug", code), slug) for code in AVAILABLE_LANGUAGES], _connector=Q.OR)).order_by(
            models.Case(models.When(own, then=0), default=1), "pk"
        )


def search_fields_for(*names: str, field: type = index.SearchField, **kwargs: Any) -> list[Any]:
    return [field(column(name, code), **kwargs) for name in names for code in AVAILABLE_LANGUAGES]


def language_panel(name: str, language: str, **kwargs: Any) -> FieldPanel:
    bidi = translation.get_language_info(language)["bidi"]
    return FieldPanel(column(name, language), attrs={"lang": language, "dir": "rtl" if bidi else "ltr"}, **kwargs)


def translated_interface(common: list[Any], names: list[str], required: tuple[str, ...] = (), heading: str = "General") -> TabbedInterface:
    """Wagtail's tabs for a translated record: the common fields, then one tab a language."""
    tabs = [ObjectList(common, heading=heading)] if common else []
    for code in AVAILABLE_LANGUAGES:
        panels = [
            language_panel(name, code, **({"required_on_save": True} if code == DEFAULT_LANGUAGE and name in required else {}))
            for name in names
        ]
        tabs.append(ObjectList(panels, heading=str(LANGUAGE_NAMES[code])))
    return TabbedInterface(tabs)


class TranslatedPreviewMixin(PreviewableMixin):
    """Wagtail preview with one mode a language."""

    class Meta:
        abstract = True

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [(code, LANGUAGE_NAMES[code]) for code in AVAILABLE_LANGUAGES]

    @property
    def default_preview_mode(self) -> str:
        return current_language()

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        with translation.override(mode_name):
            request.LANGUAGE_CODE = mode_name
            response = super().serve_preview(request, mode_name)
            if hasattr(response, "render"):
                response.render()
        return response
