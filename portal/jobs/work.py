"""`@job(...)` declares background work, `later(job, ...)` queues it; inside a transaction the queueing is part of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django_tasks import task
from django_tasks.base import Task

from portal.core.clock import now


@dataclass(frozen=True)
class Policy:
    """How a job is repeated. `backoff` is the first wait; each further one doubles, up to `longest`, give or take a quarter."""

    retries: int = 3
    backoff: timedelta = timedelta(seconds=10)
    longest: timedelta = timedelta(hours=1)
    idempotent: bool = True

    def wait_after(self, attempt: int) -> timedelta:
        """How long to wait after the `attempt`th try (counted from one) failed; never twice the same, so herds part."""
        plain = min(self.backoff * 2 ** min(attempt - 1, 30), self.longest)
        return plain * (0.75 + secrets.randbelow(501) / 1000)


_policies: dict[str, Policy] = {}


def policy_of(path: str) -> Policy:
    """The policy of the task at a dotted path. One that declares nothing may run twice: that is the rule of the house."""
    return _policies.get(path, Policy())


def job(
    *, retries: int = 5, backoff: float = 10, longest: float = 3600, queue: str = "default", priority: int = 0, idempotent: bool = True
) -> Callable[[Callable[..., Any]], Task]:
    """Make a module-level function a background job. Its arguments must be JSON: pass ids. Seconds for `backoff` and `longest`."""

    def declare(function: Callable[..., Any]) -> Task:
        made = task(queue_name=queue, priority=priority)(function)
        _policies[made.module_path] = Policy(retries, timedelta(seconds=backoff), timedelta(seconds=longest), idempotent)
        return made

    return declare


def later(job: Task, *args: Any, run_after: datetime | timedelta | None = None, **kwargs: Any) -> str:
    """Queue `job(*args, **kwargs)` and return the row's id; `run_after` is a moment or how long to wait.

    Inside a transaction the row is part of it: a roll-back takes the work back, and no worker sees it before the commit.
    """
    if run_after is not None:
        job = job.using(run_after=now() + run_after if isinstance(run_after, timedelta) else run_after)
    return str(job.enqueue(*args, **kwargs).id)
