"""Hears Wagtail's own announcements of publishing."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from portal.pages import actions


@receiver(page_published)
def page_went_live(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    actions.note_publication(instance)


@receiver(page_unpublished)
def page_went_off(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    actions.note_withdrawal(instance)
