"""Which translations of a record are older than their source, for editors (a list to work off) and readers (a polite line).

How an app uses it:

    class Entry(TranslationState, TranslatedModel, …):           # TranslationState first
        source_fields = ("question", "answer")                   # the translated fields whose text counts

    translation_state.tracked.add("faq.Entry", Entry)            # in hooks.py: lists it under Reports, Translations to refresh

Nothing else: `save()` remembers, for each language, the source text its translation was written against. A translation
whose text is touched counts as fresh; one whose source moved on while it stayed is stale. `bulk_create` bypasses save():
call `mark_translations()` on each object first. Views pass `translation_of(record)` to `{% ui "translation" state=… %}` and write
`{% said record "name" %}` where a text may fall back to the default language.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from modeltranslation.settings import AVAILABLE_LANGUAGES, DEFAULT_LANGUAGE

from portal.core.i18n import column, current_language
from portal.core.registry import Registry
from portal.core.text import direction_of

tracked: Registry[type["TranslationState"]] = Registry("tracked translations")
"""Models whose stale translations editors see; key 'app.Model'."""


class TranslationState(models.Model):
    """Abstract: remembers the source text each translation was written against."""

    source_fields: ClassVar[tuple[str, ...]] = ()
    source_marks = models.JSONField(default=dict, blank=True, editable=False)
    """{language: [mark of the source when the translation was last touched, mark of the translation]}"""
    is_stale_somewhere = models.BooleanField(default=False, editable=False, db_index=True)
    """The answer to "any stale language?", kept for lists."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Bring the marks up to date first. The marks in the database count, not those of a draft taken out of history."""
        names = kwargs.get("update_fields")
        if names is None or {*self.source_fields, *(column(f, c) for f in self.source_fields for c in AVAILABLE_LANGUAGES)} & set(names):
            if self.pk and not self._state.adding:
                kept = type(self)._meta.base_manager.filter(pk=self.pk).values_list("source_marks", flat=True).first()
                self.source_marks = kept if kept is not None else self.source_marks
            self.mark_translations()
            if names is not None:
                kwargs["update_fields"] = {*names, "source_marks", "is_stale_somewhere"}
        super().save(*args, **kwargs)

    def mark_of(self, language: str) -> str:
        """A short mark of the record's text in `language`; '' where there is none."""
        texts = [getattr(self, column(field, language)) or "" for field in self.source_fields]
        return hashlib.sha256("\x1f".join(map(str, texts)).encode("utf-8", "surrogatepass")).hexdigest()[:16] if any(texts) else ""

    def mark_translations(self) -> None:
        """Remember the present source for every translation whose text was touched since the last time."""
        source, marks = self.mark_of(DEFAULT_LANGUAGE), {}
        for code in AVAILABLE_LANGUAGES:
            own = self.mark_of(code)
            if code == DEFAULT_LANGUAGE or not own:
                continue
            known = self.source_marks.get(code)
            marks[code] = known if known and known[1] == own else [source, own]
        self.source_marks = marks
        self.is_stale_somewhere = bool(self.stale_languages())

    def confirm_translation(self, language: str) -> None:
        """Take the translation in `language` as right for the present source (a comma moved), and keep that."""
        if own := self.mark_of(language):
            self.source_marks = {**self.source_marks, language: [self.mark_of(DEFAULT_LANGUAGE), own]}
            self.is_stale_somewhere = bool(self.stale_languages())
            super().save(update_fields=["source_marks", "is_stale_somewhere"])

    def stale_languages(self) -> list[str]:
        """Languages whose text was written against an older source, in the order of the settings."""
        source = self.mark_of(DEFAULT_LANGUAGE)
        return [code for code in AVAILABLE_LANGUAGES if (known := self.source_marks.get(code)) and known[0] != source]


@dataclass(frozen=True)
class Translation:
    """What a reader should know of the text before him: `state` is '', 'missing' (the default language is shown) or 'stale'."""

    state: str
    language: str


def translation_of(record: TranslationState, language: str | None = None) -> Translation:
    """The state of the record's translation in `language` (default: the active one)."""
    code = language or current_language()
    if code == DEFAULT_LANGUAGE:
        return Translation("", code)
    if not record.mark_of(code):
        return Translation("missing", DEFAULT_LANGUAGE)
    return Translation("stale" if code in record.stale_languages() else "", code)


def text_and_language(record: models.Model, field: str, language: str | None = None) -> tuple[str, str]:
    """The field's text and the language it is really in: the active one, or the default where the translation lacks it."""
    code = language or current_language()
    text = getattr(record, column(field, code))
    if text or code == DEFAULT_LANGUAGE:
        return text or "", code
    return getattr(record, column(field, DEFAULT_LANGUAGE)) or "", DEFAULT_LANGUAGE


def said(record: models.Model, field: str) -> SafeString:
    """The field's text; wrapped with its real language and direction where that is not the page's."""
    text, code = text_and_language(record, field)
    if code == current_language():
        return conditional_escape(text)
    return format_html('<span lang="{}" dir="{}">{}</span>', code, direction_of(code), text)
