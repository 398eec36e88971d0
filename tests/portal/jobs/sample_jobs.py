"""Jobs that the tests run, also in workers of their own; each leaves a row so that its effect can be counted."""

import time
from pathlib import Path

from django.db import transaction
from django_tasks import task

from portal.core.clock import now
from portal.jobs.models import ScheduleState
from portal.jobs.work import job


def _leave_mark(name: str) -> None:
    with transaction.atomic():
        count = ScheduleState.objects.filter(key__startswith=f"mark.{name}.").count()
        ScheduleState.objects.create(key=f"mark.{name}.{count}", next_at=now())


def marks(name: str) -> int:
    return ScheduleState.objects.filter(key__startswith=f"mark.{name}.").count()


@job(retries=2, backoff=10)
def leave_mark(name: str) -> str:
    _leave_mark(name)
    return name


@job(retries=2, backoff=10)
def always_fails() -> None:
    raise ValueError("it never works")


@job(retries=2)
def leaves_the_process() -> None:
    raise SystemExit(3)


@job(retries=3)
def slow_then_mark(name: str, flag: str) -> None:
    """The first run waits inside its transaction, long enough to be killed there."""
    with transaction.atomic():
        first = not Path(flag).exists()
        _leave_mark(name)
        if first:
            Path(flag).write_text("begun")
            time.sleep(60)


@job(retries=3, idempotent=False)
def only_once() -> None:
    _leave_mark("once")


@job()
def returns_no_json() -> object:
    return object()


@task
def plain(name: str) -> None:
    _leave_mark(name)


@job()
def nap(seconds: float) -> None:
    time.sleep(seconds)
