"""The clock of campaigns: every few seconds what is due begins, what is over ends, what waits in between goes on."""

from portal.campaigns.actions import audience, beat, links, measuring
from portal.campaigns.models import Campaign
from portal.jobs.work import job, later


@job(retries=3, backoff=5)
def look_at_clock() -> dict[str, int]:
    """Begin and end what the clock says; hand the filling of queues to a task each."""
    told = beat.look_at_clock()
    for campaign in told.pop("to_queue"):
        later(fill_queue, campaign)
    return {name: len(numbers) for name, numbers in told.items()}


@job(retries=20, backoff=5, longest=60)
def fill_queue(campaign_id: int) -> int:
    """Put the messages of a campaign that has begun into the queue; goes on where a killed worker stopped."""
    campaign = Campaign.objects.select_related("mailing").filter(pk=campaign_id).first()
    return audience.queue_audience(campaign) if campaign else 0


@job(retries=3)
def count_audience(campaign_id: int, version: int) -> None:
    """Count the audience of a campaign in preparation, unless it has been changed since."""
    campaign = Campaign.objects.select_related("segment").filter(pk=campaign_id, version=version).first()
    if campaign and campaign.is_editable:
        audience.prepare_campaign(campaign)


@job(retries=3)
def measure(campaign_id: int) -> int:
    """Count what followed one campaign."""
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    return measuring.measure_campaign(campaign) if campaign else 0


@job(retries=2)
def measure_all() -> int:
    """Count what followed every campaign whose days that count are not long over."""
    numbers = beat.to_measure()
    for number in numbers:
        later(measure, number)
    return len(numbers)


@job(retries=2)
def forget_old_visits() -> int:
    """Forget visits through adverts that no count looks back to."""
    return links.forget_old_visits()
