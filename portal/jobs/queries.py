"""What waits, runs and failed; who works; what comes round."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.core.clock import now
from portal.core.doctor import Finding
from portal.core.schedules import Schedule, schedules
from portal.jobs.models import ScheduleState, Worker
from portal.jobs.work import policy_of


@dataclass(frozen=True)
class ScheduleRow:
    key: str
    schedule: Schedule
    state: ScheduleState | None


def ready_tasks(queues: Sequence[str] = (), without: Sequence[str] = ()) -> QuerySet[DBTaskResult]:
    """Work whose time has come, most urgent first; all queues when none is named, except those `without`."""
    tasks = DBTaskResult.objects.ready()
    if queues:
        tasks = tasks.filter(queue_name__in=queues)
    return tasks.exclude(queue_name__in=without) if without else tasks


def queue_sizes() -> list[dict[str, Any]]:
    """One row a queue: ready now, waiting for a later time, running, failed, and since when the oldest ready one waits."""
    moment = now()
    ready = Q(status=TaskResultStatus.READY) & (Q(run_after__lte=moment) | Q(run_after__year=9999))
    rows: Any = (
        DBTaskResult.objects.values("queue_name")
        .annotate(
            ready=Count("pk", filter=ready),
            waiting=Count("pk", filter=Q(status=TaskResultStatus.READY) & ~ready),
            running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
            failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
            oldest=Min("enqueued_at", filter=ready),
        )
        .order_by("queue_name")
    )
    return list(rows)


def running_tasks() -> list[DBTaskResult]:
    """The work in hand, longest first."""
    return list(DBTaskResult.objects.running().order_by("started_at")[:50])


def retrying_tasks() -> list[DBTaskResult]:
    """Work that failed and will be tried again, soonest first."""
    return list(DBTaskResult.objects.filter(status=TaskResultStatus.READY).exclude(exception_class_path="").order_by("run_after")[:50])


def failed_tasks() -> QuerySet[DBTaskResult]:
    """Work that failed for good."""
    return DBTaskResult.objects.failed()


def schedule_rows() -> list[ScheduleRow]:
    """Every registered schedule with its times."""
    states = ScheduleState.objects.in_bulk()
    return [ScheduleRow(key, schedules[key], states.get(key)) for key in sorted(schedules.keys())]


def workers() -> list[Worker]:
    return list(Worker.objects.order_by("started_at"))


def attempts_left(task: DBTaskResult) -> int:
    """How many more tries the task's policy grants; each claim left one worker's name on the row."""
    return policy_of(task.task_path).retries + 1 - len(task.worker_ids)


def examine_workers() -> Iterator[Finding]:
    """For the doctor: does anybody do the background work, and does it get done?"""
    alive = [worker for worker in workers() if worker.beat_at > now() - timedelta(seconds=60)]
    waiting = ready_tasks().filter(enqueued_at__lt=now() - timedelta(minutes=10)).count()
    failed = failed_tasks().count()
    if alive:
        yield Finding("ok", "Worker", f"{len(alive)} at work")
    elif waiting:
        yield Finding(
            "fault", "Worker", f"none is running, and {waiting} tasks have waited for more than ten minutes.", "Start `manage.py work`."
        )
    else:
        yield Finding("note", "Worker", "none is running now.", "`manage.py run` starts one; elsewhere keep `manage.py work` running.")
    if alive and waiting:
        yield Finding("note", "Queue", f"{waiting} tasks have waited for more than ten minutes.", "Start another worker (on PostgreSQL).")
    if failed:
        yield Finding("note", "Failed tasks", f"{failed}", "See Background work on the desk; failed tasks can be run again there.")
