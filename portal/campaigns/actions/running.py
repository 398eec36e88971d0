"""A campaign at work: started by the clock, paused, gone on with, stopped, done. Each step is one guarded UPDATE.

Pausing and stopping act on the mailing in the same transaction; what has not been handed over stays.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts import audit
from portal.campaigns import events, rules
from portal.campaigns.actions import audience
from portal.campaigns.actions.editing import note_change
from portal.campaigns.actions.errors import NotAllowedError, NotInThisStateError
from portal.campaigns.enums import CampaignState, Clock
from portal.campaigns.models import Campaign
from portal.core.clock import now
from portal.core.events import announce
from portal.messaging.actions import mailings
from portal.messaging.enums import MailingState
from portal.messaging.models import Mailing

OPEN_MAILING = (MailingState.DRAFT, MailingState.RUNNING, MailingState.PAUSED)


def start_campaign(campaign: Campaign, *, at: datetime | None = None) -> Campaign:
    """An approved campaign whose time has come begins: its audience is drawn and its mailing opened, in one transaction.

    Of two workers one finds it approved. Raises NotInThisStateError; whoever calls next puts the messages in the queue.
    Its messages say what was approved, whatever their templates say since.
    """
    moment = at or now()
    with transaction.atomic():
        rows = Campaign.objects.filter(pk=campaign.pk, version=campaign.version, state=CampaignState.APPROVED, approved_at__isnull=False)
        _move(campaign, rows.update(state=CampaignState.RUNNING, frozen_at=moment))
        if campaign.segment is not None and campaign.variants.exists():
            audience.draw_audience(campaign, at=moment)
            campaign.mailing = _open_mailing(campaign)
            Campaign.objects.filter(pk=campaign.pk).update(mailing=campaign.mailing)
        note_change(campaign, by=None, act="started")
        announce(events.campaign_changed, campaign=campaign.pk)
    return campaign


def miss_start(campaign: Campaign) -> Campaign:
    """An approved campaign whose latest start has passed never begins. Raises NotInThisStateError."""
    with transaction.atomic():
        rows = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.APPROVED)
        _move(campaign, rows.update(state=CampaignState.STOPPED, finished_at=now()))
        note_change(campaign, by=None, act="missed")
        announce(events.campaign_changed, campaign=campaign.pk)
    return campaign


def pause_campaign(campaign: Campaign, *, by: Any, act: str = "paused") -> Campaign:
    """Nothing more leaves until it is gone on with. Raises NotInThisStateError, NotAllowedError."""
    _check(by)
    with transaction.atomic():
        _move(campaign, Campaign.objects.filter(pk=campaign.pk, state=CampaignState.RUNNING).update(state=CampaignState.PAUSED))
        _on_mailing(campaign, mailings.pause_mailing, MailingState.RUNNING, by=by)
        _told(campaign, by=by, act=act)
    return campaign


def resume_campaign(campaign: Campaign, *, by: Any) -> Campaign:
    """Go on where it was. Raises NotInThisStateError, NotAllowedError."""
    _check(by)
    with transaction.atomic():
        _move(campaign, Campaign.objects.filter(pk=campaign.pk, state=CampaignState.PAUSED).update(state=CampaignState.RUNNING))
        _on_mailing(campaign, mailings.resume_mailing, MailingState.PAUSED, by=by)
        _told(campaign, by=by, act="resumed")
    return campaign


def stop_campaign(campaign: Campaign, *, by: Any, reason: str = "") -> Campaign:
    """End it for good: what has not left never leaves. Raises NotInThisStateError, NotAllowedError."""
    _check(by)
    with transaction.atomic():
        rows = Campaign.objects.filter(pk=campaign.pk, state__in=[CampaignState.APPROVED, CampaignState.RUNNING, CampaignState.PAUSED])
        _move(campaign, rows.update(state=CampaignState.STOPPED, finished_at=now()))
        _on_mailing(campaign, mailings.stop_mailing, *OPEN_MAILING, by=by)
        _told(campaign, by=by, act="stopped")
        audit.note(by, "campaigns.stopped", about=campaign, reason=reason)
    return campaign


def finish_campaign(campaign: Campaign) -> Campaign:
    """A running campaign whose mailing is done and whose end has come is done. Raises NotInThisStateError."""
    with transaction.atomic():
        rows = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.RUNNING)
        _move(campaign, rows.update(state=CampaignState.DONE, finished_at=now()))
        _on_mailing(campaign, mailings.stop_mailing, MailingState.RUNNING, by=None)  # one without a message never ends by itself
        _told(campaign, by=None, act="finished")
    return campaign


def _open_mailing(campaign: Campaign) -> Mailing:
    late = campaign.latest_start_at
    starts = campaign.starts_at if campaign.clock == Clock.HOUSE else None
    return mailings.open_mailing(
        campaign.name, campaign.purpose, by=campaign.created_by, origin=f"campaigns.campaign:{campaign.pk}", starts_at=starts,
        latest_start_at=late, per_minute=campaign.per_minute, tracking=campaign.tracking,
    )  # fmt: skip


def _on_mailing(campaign: Campaign, act: Any, *states: str, by: Any) -> None:
    """Do the same to the mailing if it is in one of `states`; the campaign's row is locked by now, so nobody else does."""
    mailing = Mailing.objects.filter(pk=campaign.mailing_id, state__in=states).first()
    if mailing is not None:
        act(mailing, by=by)


def _told(campaign: Campaign, *, by: Any, act: str) -> None:
    note_change(campaign, by=by, act=act)
    announce(events.campaign_changed, campaign=campaign.pk)


def _check(by: Any) -> None:
    if by is not None and not rules.can_edit_campaigns(by):
        raise NotAllowedError


def _move(campaign: Campaign, changed: int) -> None:
    campaign.refresh_from_db()
    if not changed:
        raise NotInThisStateError
