"""Four eyes: a campaign is handed in, and a second person approves it or sends it back with a note."""

from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from portal.accounts import audit
from portal.campaigns import events, rules
from portal.campaigns.actions.editing import TAKEN_BACK, note_change, unpin_words
from portal.campaigns.actions.errors import NotAllowedError, NotInThisStateError, NotReadyError, OwnCampaignError, TooLateError
from portal.campaigns.enums import CampaignState, Decision
from portal.campaigns.models import Approval, Campaign, Change
from portal.campaigns.queries import campaigns as reads
from portal.campaigns.queries import checklist
from portal.core.clock import now
from portal.core.events import announce
from portal.messaging.models import MessageTemplate


def submit_campaign(campaign: Campaign, *, by: Any) -> Campaign:
    """Hand a draft in for approval, with the words its messages have now: these are looked at, approved and sent.

    Raises NotReadyError while the checklist has gaps, NotInThisStateError, NotAllowedError.
    """
    if not rules.can_edit_campaigns(by):
        raise NotAllowedError
    _check_ready(campaign)
    with transaction.atomic():
        rows = Campaign.objects.filter(pk=campaign.pk, version=campaign.version, state=CampaignState.DRAFT)
        _move(campaign, rows.update(state=CampaignState.IN_REVIEW, submitted_at=now()))
        words = MessageTemplate.objects.filter(pk=OuterRef("template_id")).values("version")
        campaign.variants.update(template_version=Subquery(words))
        note_change(campaign, by=by, act="submitted")
    return campaign


def take_back_campaign(campaign: Campaign, *, by: Any) -> Campaign:
    """Make a campaign that waits for approval, or is approved and has not begun, a draft again."""
    if not rules.can_edit_campaigns(by):
        raise NotAllowedError
    with transaction.atomic():
        rows = Campaign.objects.filter(pk=campaign.pk, state__in=[CampaignState.IN_REVIEW, CampaignState.APPROVED])
        _move(campaign, rows.update(**TAKEN_BACK))
        unpin_words(campaign)
        note_change(campaign, by=by, act="taken_back")
        announce(events.campaign_changed, campaign=campaign.pk)
    return campaign


def approve_campaign(campaign: Campaign, *, by: Any, version: int, note: str = "") -> Approval:
    """A second person lets this version go. Raises OwnCampaignError for whoever wrote or changed it, NotReadyError, TooLateError,
    NotInThisStateError when it was changed meanwhile or somebody else decided, NotAllowedError.
    """
    _check_may_decide(campaign, by)
    _check_ready(campaign)
    if campaign.latest_start_at and campaign.latest_start_at <= now():
        raise TooLateError
    with transaction.atomic():
        rows = Campaign.objects.filter(pk=campaign.pk, version=version, state=CampaignState.IN_REVIEW)
        rows = rows.exclude(pk__in=Change.objects.filter(by=by, act__in=Change.AUTHORING).values("campaign_id"))
        _move(campaign, rows.update(state=CampaignState.APPROVED, approved_at=now(), approved_by=by))
        approval = Approval.objects.create(campaign=campaign, version=version, decision=Decision.APPROVED, by=by, note=note)
        audit.note(by, "campaigns.approved", about=campaign, reason=note, details={"version": version})
        announce(events.campaign_changed, campaign=campaign.pk)
    return approval


def return_campaign(campaign: Campaign, *, by: Any, version: int, note: str) -> Approval:
    """Send it back to its authors with what is to be better. Raises as `approve_campaign`."""
    _check_may_decide(campaign, by)
    with transaction.atomic():
        rows = Campaign.objects.filter(pk=campaign.pk, version=version, state=CampaignState.IN_REVIEW)
        _move(campaign, rows.update(**TAKEN_BACK))
        unpin_words(campaign)
        approval = Approval.objects.create(campaign=campaign, version=version, decision=Decision.RETURNED, by=by, note=note)
        audit.note(by, "campaigns.returned", about=campaign, reason=note, details={"version": version})
    return approval


def _check_may_decide(campaign: Campaign, by: Any) -> None:
    authors = reads.authors_of(campaign)
    if rules.is_author(by, authors=authors):
        raise OwnCampaignError
    if not rules.can_approve(by, authors=authors):
        raise NotAllowedError


def _check_ready(campaign: Campaign) -> None:
    if missing := checklist.missing(campaign):
        raise NotReadyError(missing)


def _move(campaign: Campaign, changed: int) -> None:
    """Refuse where the guarded update found nothing, else read the campaign as it now is."""
    campaign.refresh_from_db()
    if not changed:
        raise NotInThisStateError
