"""Background work of search."""

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.search import actions


@task(queue_name="search")
def drain_search_changes() -> int:
    """Bring the indexes up to date with the queue."""
    return actions.drain()


@task(queue_name="search")
def rebuild_index(language: str) -> None:
    """Make one language's index anew."""
    actions.rebuild(language)


@task(queue_name="search")
def verify_indexes() -> int:
    """Compare every index with the database and rebuild those that differ; returns the number of differences."""
    differences = actions.verify()
    for language in sorted({one.language for one in differences}):
        actions.rebuild(language)
    return len(differences)


def request_drain() -> None:
    """Ask for a drain after a commit; one that waits to begin will see this change too, so no second is asked for."""
    waiting = DBTaskResult.objects.filter(task_path=drain_search_changes.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        drain_search_changes.enqueue()
