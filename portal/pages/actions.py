"""Writes around pages that Wagtail's editor does not do by itself."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction
from wagtail.models import DraftStateMixin, Locale, Page, Revision

from portal.core import pagecache
from portal.core.clock import now
from portal.pages.models import BasePage

logger = logging.getLogger(__name__)


class NotAllPublishedError(Exception):
    """Some of what was due could not be published or taken off; the log says what and why."""


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


def publish_due() -> int:
    """Take off-line what has expired and publish what is due, pages and records alike; returns how many.

    Each in a transaction of its own: what cannot be published holds nothing else up. Raises NotAllPublishedError at the end.
    """
    done = failed = 0
    for act in _due():
        try:
            with transaction.atomic():
                act()
            done += 1
        except Exception:
            logger.exception("what was due could not be published or taken off")
            failed += 1
    if failed:
        raise NotAllPublishedError(f"{failed} of {done + failed}")
    return done


def _due() -> Iterator[Callable[[], Any]]:
    moment = now()
    records = [model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)]
    for model in [Page, *records]:
        for one in list(model._default_manager.filter(live=True, expire_at__lt=moment).order_by("expire_at")):
            known: Any = one.specific if isinstance(one, Page) else one
            yield partial(known.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled")
    for revision in list(Revision.objects.filter(approved_go_live_at__lt=moment).order_by("approved_go_live_at")):
        yield partial(revision.publish, log_action="wagtail.publish.scheduled")
