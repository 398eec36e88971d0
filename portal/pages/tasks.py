"""What pages do in the background."""

from portal.jobs.work import job
from portal.pages import actions


@job(retries=0)
def publish_due() -> int:
    """Publish and take off what editors have timed; the schedule comes round again within a minute."""
    return actions.publish_due()
