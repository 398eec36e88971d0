"""Why a reader sees what he sees: the campaign, the segment in a sentence, since when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from portal.campaigns.models import Banner, Campaign, LandingPage
from portal.campaigns.queries import personal
from portal.core.clock import now
from portal.core.i18n import current_language
from portal.customers.models import Party
from portal.customers.queries import aliases
from portal.segments import queries as segments
from portal.segments.models import Segment, SegmentMember


@dataclass(frozen=True)
class Why:
    """`sentence` and `member_since` only where a segment chose the reader."""

    campaign: Campaign | None
    title: str
    shown_since: datetime | None
    sentence: str = ""
    member_since: datetime | None = None


def of_banner(request: HttpRequest, banner: Banner) -> Why | None:
    """Why this reader sees the banner; None when he does not (so that nobody learns of banners meant for others)."""
    party = personal.party_of(request)
    if not personal.may_see(request, banner):
        return None
    begun = banner.starts_at or banner.campaign.starts_at or banner.created_at
    return Why(banner.campaign, banner.heading, begun, **_membership(banner.segment, party))


def of_block(request: HttpRequest, page: LandingPage, value: Any) -> Why | None:
    """Why this reader sees the words of a landing page; None when he does not."""
    if not personal.sees_block(request, page, value["segment"]):
        return None
    segment = Segment.objects.filter(slug=value["segment"]).first()
    return Why(page.campaign, value["heading"], page.first_published_at, **_membership(segment, personal.party_of(request)))


def _membership(segment: Segment | None, party: Party | None) -> dict[str, Any]:
    if segment is None or party is None:
        return {}
    row = SegmentMember.objects.filter(segment=segment, party=aliases.canonical_id(party.pk)).first()
    return {"sentence": _sentence(segment), "member_since": row.since_at if row else None}


def _sentence(segment: Segment) -> str:
    return segments.sentence(segment.tree, current_language()) if segment.tree else segment.name


def live_banner(pk: int) -> Banner | None:
    """A banner that may now be shown to somebody."""
    for placement in Banner.objects.filter(pk=pk).values_list("placement", flat=True):
        return Banner.objects.showing(placement, now()).select_related("segment", "campaign", "picture").filter(pk=pk).first()
    return None
