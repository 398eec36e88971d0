"""What segments do in the background."""

from portal.jobs.work import job
from portal.segments.actions import keeping


@job(retries=2)
def forget_old_log() -> int:
    """Forget who joined and left segments long ago."""
    return keeping.forget_old_log()
