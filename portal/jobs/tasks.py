"""The house's own upkeep."""

from django.core.management import call_command

from portal.core import pagecache
from portal.jobs import actions
from portal.jobs.work import job


@job(retries=2)
def prune_results() -> int:
    """Forget old results of background work."""
    return actions.prune_results()


@job(retries=2)
def clear_sessions() -> None:
    """Delete sessions that have run out."""
    call_command("clearsessions")


@job(retries=2)
def forget_content_changes() -> int:
    """Forget the marks of content changes that every process has seen."""
    return pagecache.forget_changes()
