"""What the desk's page on background work needs: a task that failed."""

from django_tasks_db.models import DBTaskResult

from portal.core.clock import now
from portal.jobs import tasks


def objects() -> dict:
    tasks.prune_results.enqueue()
    failed = DBTaskResult.objects.get(task_path="portal.jobs.tasks.prune_results")
    DBTaskResult.objects.filter(pk=failed.pk).update(status="FAILED", finished_at=now(), exception_class_path="builtins.ValueError")
    return {"task": failed}
