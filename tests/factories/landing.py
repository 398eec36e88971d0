"""Campaigns in a state, and what reaches people through them: landing pages, banners, links."""

import json
import uuid
from itertools import count
from typing import Any

from portal.campaigns.enums import CampaignState, Placement
from portal.campaigns.models import AdvertLink, Banner, Campaign, LandingPage
from portal.core.clock import now
from portal.customers.actions import consent
from portal.customers.models import ConsentText
from portal.segments.models import Segment, SegmentMember
from tests.factories import pages

_numbers = count(1)


def campaign(state: str = CampaignState.RUNNING, **fields: Any) -> Campaign:
    number = next(_numbers)
    values = {"slug": f"campaign-{number}", "name": f"Campaign {number}", "state": state, "approved_at": now()}
    return Campaign.objects.create(**values | fields)


def segment(*members: Any, **fields: Any) -> Segment:
    """A segment with these parties in it."""
    number = next(_numbers)
    made = Segment.objects.create(**{"slug": f"segment-{number}", "name_en": f"Segment {number}"} | fields)
    for party in members:
        SegmentMember.objects.create(segment=made, party=party)
    return made


def banner(placement: str = Placement.HELP, **fields: Any) -> Banner:
    number = next(_numbers)
    fields.setdefault("campaign", None)
    fields["campaign"] = fields["campaign"] or campaign()
    values = {"placement": placement, "heading_en": f"Banner {number}", "text_en": "Words", "action_en": "Look", "address": "/shop/"}
    return Banner.objects.create(**values | fields)


def link(**fields: Any) -> AdvertLink:
    number = next(_numbers)
    values = {"code": f"link-{number}", "name": f"Link {number}", "target": "/shop/", "source": "fair", "medium": "poster"}
    return AdvertLink.objects.create(**values | fields)


def text(purpose: str = "news", language: str = "en", body: str = "I agree to get news by e-mail.") -> ConsentText:
    return consent.publish_text(purpose, language, body)


def block(block_type: str, **value: Any) -> dict[str, Any]:
    return {"type": block_type, "value": value, "id": str(uuid.uuid4())}


def form(kind: str = "sign_up", purpose: str = "news", **value: Any) -> dict[str, Any]:
    words = {"kind": kind, "purpose": purpose, "heading": "Hear first", "text": "", "button": "Sign up", "thanks": "Welcome."}
    return block("form", **words | value)


def page(*blocks: dict[str, Any], homes: dict[str, Any] | None = None, language: str = "en", **fields: Any) -> LandingPage:
    """A live landing page below the home page of its language."""
    homes = homes or pages.home()
    number = next(_numbers)
    values = {"title": f"Landing {number}", "slug": f"landing-{number}", "body": json.dumps(blocks)}
    return pages.add(homes[language], LandingPage, language, **values | fields)
