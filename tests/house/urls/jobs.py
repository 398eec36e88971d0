"""What the desk's page on background work needs: a task that failed."""

from django_tasks_db.models import DBTaskResult

from portal.core.clock import now
from portal.jobs import tasks
from portal.jobs.models import ScheduleState, Worker


def objects() -> dict:
    return {"task": _failed()}


def _failed() -> DBTaskResult:
    failed = DBTaskResult.objects.get(pk=tasks.prune_results.enqueue().id)
    DBTaskResult.objects.filter(pk=failed.pk).update(status="FAILED", finished_at=now(), exception_class_path="builtins.ValueError")
    return failed


def more(objects: dict, who) -> None:
    """Another task that failed, another worker."""
    number = objects["grown"] = objects.get("grown", 0) + 1
    objects["task"] = _failed()
    Worker.objects.create(id=f"worker-{number}", machine="m", host="h", pid=number, queues="default", started_at=now(), beat_at=now())
    ScheduleState.objects.create(key=f"nightly-{number}", next_at=now())
