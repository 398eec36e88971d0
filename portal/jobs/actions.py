"""Every write of background work: taking it up, ending it, repeating it, what comes round, and who works.

Several workers may do all of this at once. Each step is one guarded UPDATE: whoever comes second changes nothing.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django_tasks.base import TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult, get_date_max

from portal.core import pruning
from portal.core.clock import now
from portal.core.privacy import Subject
from portal.core.processes import is_alive, this_machine
from portal.core.schedules import schedules
from portal.jobs import queries
from portal.jobs.models import ScheduleState, Worker
from portal.jobs.work import policy_of

logger = logging.getLogger("portal.jobs")
SILENT_AFTER = timedelta(seconds=60)
"""A worker elsewhere that has not beaten for so long counts as dead."""
LONGEST_TRACEBACK = 20_000


class NotFailedError(Exception):
    """The task is not (or no longer) among the failed ones."""


def claim_next(worker_id: str, queues: Sequence[str] = (), without: Sequence[str] = ()) -> DBTaskResult | None:
    """Take the most urgent ready task for this worker; None when there is none, or another worker was quicker."""
    ready = queries.ready_tasks(queues, without)
    if not ready.exists():
        return None
    with transaction.atomic():
        task = ready.select_for_update(skip_locked=True).first()
        if task is None:
            return None
        names, moment = [*task.worker_ids, worker_id], now()
        taken = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.READY).update(
            status=TaskResultStatus.RUNNING, started_at=moment, worker_ids=names
        )
    task.status, task.started_at, task.worker_ids = TaskResultStatus.RUNNING, moment, names
    return task if taken else None


def _end(task: DBTaskResult, **changes: Any) -> bool:
    """Change the row only while it is still in this worker's hands: a reaper may have given the work to another."""
    held = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at)
    if held.update(**changes):
        return True
    logger.warning("task %s (%s) was taken from this worker before it ended", task.pk, task.task_path)
    return False


def finish_task(task: DBTaskResult, value: Any = None) -> bool:
    """Note success; a value that is no JSON is dropped, for the work is done. False when it was meanwhile taken away."""
    try:
        value = normalize_json(value)
    except (TypeError, ValueError):
        value = None
    cleared = {"exception_class_path": "", "traceback": ""}
    return _end(task, status=TaskResultStatus.SUCCESSFUL, finished_at=now(), return_value=value, **cleared)


def fail_task(task: DBTaskResult, error: BaseException) -> bool:
    """Note the error; ready again after a growing wait while tries are left, else failed for good. False as in `finish_task`."""
    moment, left = now(), queries.attempts_left(task)
    noted = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_exception(error)).replace("\x00", "")[-LONGEST_TRACEBACK:],
    }
    if left > 0:
        wait = policy_of(task.task_path).wait_after(len(task.worker_ids))
        return _end(task, status=TaskResultStatus.READY, run_after=moment + wait, **noted)
    return _end(task, status=TaskResultStatus.FAILED, finished_at=moment, **noted)


def retry_task(task_id: UUID, *, by: Any) -> None:
    """Give a failed task all its tries again, from now on. Raises NotFailedError when it is not failed (any more)."""
    changed = DBTaskResult.objects.filter(pk=task_id, status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY, run_after=get_date_max(), worker_ids=[], finished_at=None
    )
    if not changed:
        raise NotFailedError(str(task_id))
    logger.info("task %s was asked to run again by user %s", task_id, getattr(by, "pk", None))


# --- workers --------------------------------------------------------------------------------------------------------


def beat(worker_id: str, **facts: Any) -> None:
    """Say that this worker lives; the first beat, or one after being taken for dead, writes who it is."""
    moment = now()
    if not Worker.objects.filter(pk=worker_id).update(beat_at=moment):
        Worker.objects.update_or_create(pk=worker_id, defaults={"beat_at": moment, "started_at": moment, **facts})


def sign_off(worker_id: str) -> None:
    """A worker that ends cleanly leaves no row."""
    Worker.objects.filter(pk=worker_id).delete()


def _dead_workers(moment: datetime) -> list[Worker]:
    machine = this_machine()

    def is_dead(worker: Worker) -> bool:
        if machine and worker.machine == machine:
            return not is_alive(worker.pid, worker.process_mark)
        return worker.beat_at < moment - SILENT_AFTER

    return [worker for worker in Worker.objects.all() if is_dead(worker)]


def reap() -> int:
    """Take up the work of dead workers: ready again where the job may run twice and has tries left, else failed. Returns how many."""
    moment = now()
    dead = {worker.pk for worker in _dead_workers(moment)}
    known = set(Worker.objects.values_list("pk", flat=True))
    count = 0
    for task in DBTaskResult.objects.running():
        holder = task.worker_ids[-1] if task.worker_ids else ""
        forgotten = holder not in known and task.started_at < moment - SILENT_AFTER
        if holder in dead or forgotten:
            count += _take_up(task, moment)
    Worker.objects.filter(pk__in=dead).delete()
    return count


def _take_up(task: DBTaskResult, moment: datetime) -> bool:
    noted = {"exception_class_path": "portal.jobs.WorkerDied", "traceback": "The worker process ended while it ran this task."}
    logger.warning("the worker of task %s (%s) died", task.pk, task.task_path)
    if policy_of(task.task_path).idempotent and queries.attempts_left(task) > 0:
        return _end(task, status=TaskResultStatus.READY, run_after=moment, **noted)
    return _end(task, status=TaskResultStatus.FAILED, finished_at=moment, **noted)


# --- what comes round -----------------------------------------------------------------------------------------------


def sync_schedules() -> None:
    """Make the table of times true to the registry. A new daily schedule first runs at its time, a new short one at once."""
    moment = now()
    ScheduleState.objects.exclude(key__in=schedules.keys()).delete()
    known = {key: schedules[key] for key in schedules.keys()}  # noqa: SIM118 - a registry iterates over its things
    rows = [ScheduleState(key=key, next_at=moment if one.every else one.next_after(moment)) for key, one in known.items()]
    ScheduleState.objects.bulk_create(rows, ignore_conflicts=True)


def run_due_schedules() -> int:
    """Queue what is due; returns how many. Times missed while no worker ran are made up for by one run, not by many."""
    moment = now()
    return sum(_run_schedule(state, moment) for state in ScheduleState.objects.filter(next_at__lte=moment, key__in=schedules.keys()))


def _run_schedule(state: ScheduleState, moment: datetime) -> bool:
    """Claim one due time and queue its task in one transaction: of several workers that see it due, one changes the row."""
    schedule = schedules[state.key]
    with transaction.atomic():
        mine = ScheduleState.objects.filter(pk=state.pk, next_at=state.next_at)
        if not mine.update(next_at=schedule.next_after(moment), last_at=moment):
            return False
        open_states = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
        if state.last_task and DBTaskResult.objects.filter(pk=state.last_task, status__in=open_states).exists():
            return False
        queued = schedule.task.enqueue()
        ScheduleState.objects.filter(pk=state.pk).update(last_task=UUID(str(queued.id)))
    return True


def prune_results(*, done_for: timedelta = timedelta(days=1), failed_for: timedelta = timedelta(days=30)) -> int:
    """Forget results that nobody will ask for; returns how many."""
    moment = now()
    old = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=moment - done_for)
    old |= Q(status=TaskResultStatus.FAILED, finished_at__lt=moment - failed_for)
    return pruning.forget(DBTaskResult.objects.filter(old))


def forget_results_about(subject: Subject) -> int:
    """Results of work that has ended whose arguments or errors quote an address of the subject."""
    quoted = Q(pk__in=[])
    for address in subject.addresses:
        quoted |= Q(traceback__icontains=address) | Q(args_kwargs__icontains=address) | Q(return_value__icontains=address)
    return DBTaskResult.objects.filter(quoted, finished_at__isnull=False).delete()[0]
