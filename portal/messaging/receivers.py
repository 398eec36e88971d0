"""What messaging does when something happens elsewhere."""

from typing import Any

from anymail.signals import tracking
from django.dispatch import receiver
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.customers.events import unsubscribed
from portal.jobs.work import later
from portal.messaging import events, provider_events, references, tasks
from portal.messaging.actions import events as coming_back
from portal.messaging.enums import EventKind
from portal.messaging.models import Message


@receiver(events.messages_due)
def send_soon(**facts: Any) -> None:
    """Have a worker send, unless one is about to."""
    waiting = DBTaskResult.objects.filter(task_path=tasks.send_due.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        later(tasks.send_due)


@receiver(tracking)
def note_provider_event(event: Any, esp_name: str, **facts: Any) -> None:
    """A mail provider told what became of a message."""
    provider_events.take_in(event, esp_name)


@receiver(unsubscribed)
def note_way_out(reference: str, source: str, **facts: Any) -> None:
    """Somebody took the way out that one of our messages carried: its results count it, once."""
    if not reference.startswith("messaging.message:"):
        return
    message = Message.objects.filter(pk=references.number_of_reference(reference)).first()
    if message is not None:
        coming_back.note_event(message, EventKind.UNSUBSCRIBED, provider=source)
