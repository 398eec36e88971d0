"""Reads of campaigns: the list, who wrote one, what is due."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Count, DateTimeField, F, Q, QuerySet
from django.db.models.functions import Coalesce

from portal.campaigns import rules, timing
from portal.campaigns.enums import CampaignState, Clock
from portal.campaigns.models import Approval, Campaign, Change, Variant
from portal.core.clock import now
from portal.core.prepared import PreparedRows
from portal.messaging.enums import MailingState
from portal.messaging.queries import templates

OVER_MAILING = (MailingState.DONE, MailingState.STOPPED)
OPEN = (CampaignState.DRAFT, CampaignState.IN_REVIEW, CampaignState.APPROVED, CampaignState.RUNNING, CampaignState.PAUSED)


def visible_to(user: Any) -> QuerySet[Campaign]:
    """The campaigns a member of staff may see: all of them for marketers, none for others."""
    return _listed() if rules.can_see_campaigns(user) else Campaign.objects.none()


def of_number(user: Any, pk: int) -> Campaign | None:
    """The campaign of that number, if this member of staff may see it."""
    return _of_number.first(pk=pk) if rules.can_see_campaigns(user) else None


def newest_open(user: Any, size: int) -> list[Campaign]:
    """The beginning of the calendar of those at work or in preparation: one more than `size` where there are more."""
    return _calendar(size).rows() if rules.can_see_campaigns(user) else []


def in_calendar(rows: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """With `calendar_at`, by which the list is ordered."""
    return rows.annotate(calendar_at=Coalesce("starts_at", "frozen_at", "created_at", output_field=DateTimeField()))


@cache
def _calendar(size: int) -> PreparedRows[Campaign]:
    rows = Campaign.objects.select_related("segment")
    return PreparedRows(lambda: in_calendar(in_state(rows, "open")).order_by("calendar_at", "id")[: size + 1])


def _listed() -> QuerySet[Campaign]:
    return Campaign.objects.select_related("segment", "mailing", "created_by__party", "approved_by__party")


_of_number = PreparedRows(lambda pk: _listed().filter(pk=pk).order_by()[:1], pk=2**62 + 1)


def in_state(rows: QuerySet[Campaign], show: str) -> QuerySet[Campaign]:
    """Those at work or in preparation ('open'), those that are over ('over'), or those of one state."""
    if show in CampaignState.values:
        return rows.filter(state=show)
    return rows.filter(state__in=OPEN) if show == "open" else rows.exclude(state__in=OPEN)


def waiting_for(user: Any) -> QuerySet[Campaign]:
    """What waits for this person's approval: not what he wrote or changed himself."""
    rows = visible_to(user).filter(state=CampaignState.IN_REVIEW)
    written = Change.objects.filter(by=user, act__in=Change.AUTHORING).values("campaign_id")
    return rows.exclude(created_by=user).exclude(pk__in=written)


def waiting_count() -> int:
    """How many campaigns wait for approval."""
    counted = _waiting.first()
    return counted[1] if counted else 0


_waiting = PreparedRows(
    lambda: Campaign.objects.filter(state=CampaignState.IN_REVIEW).order_by().values_list("state").annotate(n=Count("pk"))
)


def authors_of(campaign: Campaign) -> set[int]:
    """Who made it, changed anything in it, or wrote the words that were handed in."""
    changed = Change.objects.filter(campaign=campaign, act__in=Change.AUTHORING, by__isnull=False).values_list("by_id", flat=True)
    return {number for number in (campaign.created_by_id, campaign.edited_by_id, *changed) if number} | writers_of(campaign)


def due(moment: datetime | None = None) -> list[Campaign]:
    """Approved campaigns whose time has come (without a start: at once), the oldest first."""
    at = moment or now()
    soon = at + timing.FIRST_ZONE + timedelta(days=1)
    rows = Campaign.objects.filter(state=CampaignState.APPROVED).filter(
        Q(starts_at=None) | Q(starts_at__lte=at) | Q(clock=Clock.CUSTOMER, starts_at__lte=soon)
    )
    return [one for one in rows.order_by("starts_at", "pk") if one.starts_at is None or timing.begins_at(one.starts_at, one.clock) <= at]


def newer_words(campaign: Campaign) -> list[Variant]:
    """The wordings whose template has said something newer since the campaign was handed in. It goes on sending what was approved."""
    rows = campaign.variants.filter(template_version__gt=0, template_version__lt=F("template__version"))
    return list(rows.select_related("template", "proposed_by__party").order_by("key"))


def words_of(campaign: Campaign) -> dict[str, tuple[str, dict[str, dict[str, str]]]]:
    """Key of each wording → the template's name and the words of the version it is (or would be) sent in, by language."""
    variants = list(campaign.variants.select_related("template").order_by("key"))
    texts = templates.texts_of((one.template_id, one.template_version) for one in variants)
    return {one.key: (one.template.name, texts.get((one.template_id, one.template_version), {})) for one in variants}


def writers_of(campaign: Campaign, *, proposed: bool = False) -> set[int]:
    """Who wrote the words of the versions that were handed in, or are proposed."""
    number = F("variants__proposed_version") if proposed else F("variants__template_version")
    rows = Campaign.objects.filter(pk=campaign.pk, variants__template__versions__number=number)
    return {writer for writer in rows.values_list("variants__template__versions__created_by", flat=True) if writer}


def may_adopt(user: Any, newer: list[Variant], campaign: Campaign) -> bool:
    """Whether this person may let the proposed words go: a second one, who neither wrote nor proposed them."""
    proposed = {one.proposed_by_id for one in newer if one.proposed_version}
    if not proposed:
        return False
    return rules.can_approve(user, authors={one for one in proposed if one} | writers_of(campaign, proposed=True))


def is_too_late(campaign: Campaign, moment: datetime) -> bool:
    """Whether its latest start, or its very end, is over."""
    ends = [end for end in (campaign.latest_start_at, campaign.ends_at) if end is not None]
    return any(end <= moment for end in ends)


def history(campaign: Campaign) -> list[dict[str, Any]]:
    """Changes and decisions together, the newest first."""
    changes: Iterable[Change] = campaign.changes.select_related("by__party").order_by("-at", "-pk")[:60]
    decisions: Iterable[Approval] = campaign.approvals.select_related("by__party").order_by("-at", "-pk")[:60]
    lines = [{"at": one.at, "by": one.by, "act": one.act, "fields": one.fields, "version": one.version, "note": ""} for one in changes]
    lines += [
        {"at": one.at, "by": one.by, "act": one.decision, "fields": [], "version": one.version, "note": one.note} for one in decisions
    ]
    return sorted(lines, key=lambda line: line["at"], reverse=True)


def newest_note(campaign: Campaign) -> Approval | None:
    """What the second person said last."""
    return campaign.approvals.select_related("by__party").order_by("-at", "-pk").first()


def is_over(campaign: Campaign, moment: datetime) -> bool:
    """Whether a running campaign has nothing more to do: its mailing has ended, and so has its time."""
    mailing = campaign.mailing
    is_empty = mailing is not None and mailing.state == MailingState.RUNNING and not mailing.messages.exists()
    mailing_over = mailing is None or mailing.state in OVER_MAILING or is_empty
    if campaign.ends_at is not None:
        return campaign.ends_at <= moment and mailing_over
    return mailing is not None and mailing_over


def has_landing_page(campaign: Campaign) -> bool:
    return campaign.landing_pages.exists()


def has_banner(campaign: Campaign) -> bool:
    return campaign.banners.exists()
