"""What feedback learns from search."""

from typing import Any

from django.dispatch import receiver

from knowledgebase.feedback import actions
from portal.search.events import nothing_found


@receiver(nothing_found, dispatch_uid="feedback.note_missing_answer")
def note_missing_answer(sender: Any, *, text: str, language: str, **facts: Any) -> None:
    """Somebody searched and found nothing: count it among the missing answers."""
    actions.note_missing_answer(text, language=language)
