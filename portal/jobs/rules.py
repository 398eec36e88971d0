"""Who may look after background work: administrators, by the Django permission that their role holds."""

from typing import Any

PERMISSION = "jobs.change_schedulestate"


def can_see_jobs(user: Any) -> bool:
    """Whether the user may open the desk page."""
    return bool(user.is_authenticated and user.is_active and user.has_perm(PERMISSION))


def can_retry_task(user: Any) -> bool:
    """Whether the user may have a failed task run again."""
    return can_see_jobs(user)
