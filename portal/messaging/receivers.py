"""What messaging does when something happens elsewhere."""

from typing import Any

from anymail.signals import tracking
from django.dispatch import receiver
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.jobs.work import later
from portal.messaging import events, provider_events, tasks


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
