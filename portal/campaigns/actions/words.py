"""Newer words for a campaign that is at work: it sends what was approved until a second person lets the newer words go."""

from typing import Any

from django.db import transaction
from django.db.models import F

from portal.accounts import audit
from portal.campaigns import events, rules
from portal.campaigns.actions.editing import note_change
from portal.campaigns.actions.errors import NotAllowedError, NotInThisStateError, OwnCampaignError
from portal.campaigns.enums import CampaignState, Decision
from portal.campaigns.models import Approval, Campaign, Variant
from portal.campaigns.queries import campaigns as reads
from portal.core.events import announce
from portal.messaging.enums import MessageState
from portal.messaging.models import Mailing, Message

AT_WORK = (CampaignState.APPROVED, CampaignState.RUNNING, CampaignState.PAUSED)


def propose_words(campaign: Campaign, *, by: Any) -> list[Variant]:
    """Ask that the campaign send what its templates say now. Raises NotInThisStateError where nothing is newer, NotAllowedError."""
    if not rules.can_edit_campaigns(by):
        raise NotAllowedError
    with transaction.atomic():
        _held(campaign)
        newer = [one for one in reads.newer_words(campaign) if one.proposed_version != one.template.version]
        if not newer:
            raise NotInThisStateError
        for variant in newer:
            rows = Variant.objects.filter(pk=variant.pk)
            rows.update(proposed_version=variant.template.version, proposed_by=by)
        note_change(campaign, by=by, act="words_proposed")
        announce(events.campaign_changed, campaign=campaign.pk)
    return newer


def adopt_words(campaign: Campaign, *, by: Any, seen: dict[str, int], note: str = "") -> int:
    """A second person lets the proposed words go: whatever waits in the queue says them. Returns how many messages that are.

    `seen` is key → version as the page showed it: somebody may have proposed others since. Raises OwnCampaignError for whoever proposed
    or wrote them, NotInThisStateError, NotAllowedError.
    """
    with transaction.atomic():
        _held(campaign)
        wanted = list(campaign.variants.filter(proposed_version__gt=0).order_by("key"))
        if not wanted or seen != {one.key: one.proposed_version for one in wanted}:
            raise NotInThisStateError
        _check_may_decide(campaign, by, wanted)
        changed = 0
        Mailing.objects.select_for_update().filter(pk=campaign.mailing_id).first()  # whoever fills the queue comes before or after
        for variant in wanted:
            waiting = Message.objects.filter(mailing=campaign.mailing_id, variant=variant.key, state=MessageState.QUEUED)
            if campaign.mailing_id:
                changed += waiting.update(template_version=variant.proposed_version)
        campaign.variants.filter(proposed_version__gt=0).update(
            template_version=F("proposed_version"), proposed_version=0, proposed_by=None
        )
        Approval.objects.create(campaign=campaign, version=campaign.version, decision=Decision.APPROVED, by=by, note=note)
        audit.note(by, "campaigns.words_approved", about=campaign, reason=note, details={"versions": seen, "messages": changed})
        note_change(campaign, by=by, act="words_adopted")
        announce(events.campaign_changed, campaign=campaign.pk)
    return changed


def drop_words(campaign: Campaign, *, by: Any) -> None:
    """The campaign keeps the words it has. Raises NotInThisStateError where none are proposed, NotAllowedError."""
    if not rules.can_edit_campaigns(by):
        raise NotAllowedError
    with transaction.atomic():
        _held(campaign)
        if not campaign.variants.filter(proposed_version__gt=0).update(proposed_version=0, proposed_by=None):
            raise NotInThisStateError
        note_change(campaign, by=by, act="words_dropped")
        announce(events.campaign_changed, campaign=campaign.pk)


def _held(campaign: Campaign) -> None:
    """The campaign's row is this transaction's; it has to be approved and not over."""
    held = Campaign.objects.select_for_update(of=("self",)).filter(pk=campaign.pk, state__in=AT_WORK).first()
    if held is None:
        raise NotInThisStateError
    campaign.state, campaign.mailing_id = held.state, held.mailing_id


def _check_may_decide(campaign: Campaign, by: Any, wanted: list[Variant]) -> None:
    authors = {one.proposed_by_id for one in wanted if one.proposed_by_id} | reads.writers_of(campaign, proposed=True)
    if rules.is_author(by, authors=authors):
        raise OwnCampaignError
    if not rules.can_approve(by, authors=authors):
        raise NotAllowedError
