"""What the clock does to campaigns, one look at a time. Safe to run in several workers at once: each step is guarded."""

import logging
from datetime import timedelta

from django.db.models import F, Q

from portal.campaigns.actions import running
from portal.campaigns.actions.errors import NotInThisStateError
from portal.campaigns.enums import CampaignState
from portal.campaigns.models import Campaign
from portal.campaigns.queries import campaigns as reads
from portal.core.clock import now
from portal.messaging.enums import MailingState

log = logging.getLogger(__name__)


def look_at_clock() -> dict[str, list[int]]:
    """Start what is due, drop what is too late, end what is over.

    Returns the numbers of the campaigns by what happened, and under `to_queue` those whose messages have to be queued.
    """
    told: dict[str, list[int]] = {"started": [], "missed": [], "finished": [], "to_queue": []}
    moment = now()
    for campaign in reads.due(moment):
        late = reads.is_too_late(campaign, moment)
        done = _try(running.miss_start if late else running.start_campaign, campaign)
        if done and campaign.state == CampaignState.RUNNING:
            told["started"].append(campaign.pk)
        elif done and late:
            told["missed"].append(campaign.pk)
    for campaign in Campaign.objects.filter(state=CampaignState.RUNNING).select_related("mailing"):
        if campaign.mailing and campaign.mailing.state == MailingState.DRAFT:
            told["to_queue"].append(campaign.pk)
        elif reads.is_over(campaign, moment) and _try(running.finish_campaign, campaign):
            told["finished"].append(campaign.pk)
    return told


def to_measure() -> list[int]:
    """Campaigns whose days that count run, or ended so lately that the last facts may still come in."""
    longest = timedelta(days=400)  # no more days count than a year's
    rows = Campaign.objects.filter(frozen_at__isnull=False).filter(Q(measured_at=None) | Q(measured_at__lt=F("frozen_at") + longest))
    found = rows.only("pk", "frozen_at", "window_days", "measured_at")
    return [one.pk for one in found if one.measured_at is None or (one.final_count_at and one.measured_at < one.final_count_at)]


def _try(act: object, campaign: Campaign) -> bool:
    """Whether the act was done; somebody quicker is nothing to worry about, any other fault stops only this campaign."""
    try:
        act(campaign)  # type: ignore[operator]
    except NotInThisStateError:
        return False
    except Exception:
        log.exception("campaign %s: the clock could not move it on", campaign.pk)
        return False
    return True
