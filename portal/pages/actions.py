"""Writes around pages that Wagtail's editor does not do by itself."""

from wagtail.models import Locale, Page

from portal.core import pagecache
from portal.pages.models import BasePage


def note_publication(page: Page) -> None:
    """After a page went live: a translation now follows its source as published; kept pages are out of date."""
    if isinstance(page, BasePage):
        source = Page.objects.filter(translation_key=page.translation_key, locale__language_code="en").exclude(pk=page.pk).first()
        if source is not None and source.last_published_at:
            type(page).objects.filter(pk=page.pk).update(translated_from_at=source.last_published_at)
    pagecache.content_changed()


def note_withdrawal(page: Page) -> None:
    """After a page went off-line: kept pages are out of date."""
    pagecache.content_changed()


def open_language(code: str) -> None:
    """Give a language its place in the page tree. Repeatable."""
    Locale.objects.get_or_create(language_code=code)
