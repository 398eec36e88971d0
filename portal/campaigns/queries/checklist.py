"""What is still missing before a campaign may be handed in, and what would be wise."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from portal.campaigns import measures, timing
from portal.campaigns.enums import Clock
from portal.campaigns.models import Campaign
from portal.campaigns.queries import audience, link_check
from portal.campaigns.queries import campaigns as reads
from portal.campaigns.statistics import planning
from portal.core.clock import now
from portal.core.registry import Registry


@dataclass(frozen=True)
class Item:
    """One line of the list. `step` is the page where it is put right; what does not `block` is advice."""

    code: str
    text: str
    is_done: bool
    step: str
    blocks: bool = True
    details: list[str] = field(default_factory=list)


parts: Registry[Callable[[Campaign], bool]] = Registry("parts of a campaign")
"""Whether a campaign has something else to show than messages: landing pages, banners. Filled by whoever owns them."""


def of(campaign: Campaign, *, with_links: bool = True) -> list[Item]:
    """The whole list, in the order of the steps."""
    items = [_content(campaign), _time(campaign)]
    if campaign.variants.exists():
        counts = audience.counts_of(campaign) if campaign.is_prepared else None
        items += [_segment(campaign), _words(campaign), _purpose(campaign)]
        items += [_links(campaign)] if with_links else []
        items += [_counted(campaign), _reach(counts)]
        items += _effect(campaign, counts)
    return items


def missing(campaign: Campaign) -> list[str]:
    """The codes of what blocks."""
    return [item.code for item in of(campaign) if item.blocks and not item.is_done]


def _content(campaign: Campaign) -> Item:
    has = campaign.variants.exists() or any(has_part(campaign) for has_part in parts)
    return Item("content", _("The campaign says something: a message, a landing page or a banner."), has, "messages")


def _segment(campaign: Campaign) -> Item:
    return Item("segment", _("A segment says who is written to."), campaign.segment_id is not None, "audience")


def _words(campaign: Campaign) -> Item:
    """Every wording speaks every language of the audience."""
    wanted = campaign.languages or [code for code, _name in settings.LANGUAGES]
    words = reads.words_of(campaign).values()
    gaps = [f"{name}: {code}" for name, texts in words for code in wanted if code not in texts]
    return Item("words", _("Every message has words in every language of its readers."), not gaps, "messages", details=gaps)


def _purpose(campaign: Campaign) -> Item:
    other = [one.template.name for one in campaign.variants.select_related("template") if one.template.purpose != campaign.purpose]
    text = _("The messages are for the campaign's purpose: consent is given for a purpose.")
    return Item("purpose", text, not other, "messages", details=other)


def _links(campaign: Campaign) -> Item:
    broken = [f"{link.address} ({link.places})" for link in link_check.links_of(campaign) if link.is_broken]
    return Item("links", _("Every link to this site answers."), not broken, "check", details=broken)


def _time(campaign: Campaign) -> Item:
    """The times fit together and are not over."""
    starts, latest, ends, moment = campaign.starts_at, campaign.latest_start_at, campaign.ends_at, now()
    faults = []
    if latest and latest <= moment:
        faults.append(_("The latest start is over."))
    if ends and ends <= moment:
        faults.append(_("The end is over."))
    if starts and latest and latest <= timing.ends_by(starts, campaign.clock):
        faults.append(
            _("The latest start comes before the last customer's hour: his clock is up to twelve hours behind.")
            if campaign.clock == Clock.CUSTOMER
            else _("The latest start comes before the start.")
        )
    if campaign.clock == Clock.CUSTOMER and starts is None:
        faults.append(_("An hour of the customer's clock needs a start."))
    return Item("time", _("Start, latest start and end fit together."), not faults, "schedule", details=faults)


def _counted(campaign: Campaign) -> Item:
    return Item("counted", _("The audience has been counted as the campaign is now."), campaign.is_prepared, "check")


def _reach(counts: audience.Counts | None) -> Item:
    return Item("reach", _("Somebody gets it."), counts is not None and counts.gets > 0, "check")


def _effect(campaign: Campaign, counts: audience.Counts | None) -> list[Item]:
    """With a hold-out a goal is named beforehand; and how small an effect these numbers can show."""
    if not campaign.holdout_percent:
        text = _("A hold-out would tell what the campaign itself brings about.")
        return [Item("holdout", text, is_done=False, step="effect", blocks=False)]
    items = [Item("goal", _("The goal is named before the start."), measures.measures.get(campaign.goal) is not None, "effect")]
    if counts is not None and counts.gets and counts.holdout:
        points = 100 * planning.smallest_lift(0.10, counts.gets, counts.holdout)
        told = _("If one in ten does it anyway, a rise of %(points).1f percentage points or more would be found in four of five campaigns.")
        items.append(Item("power", told % {"points": points}, points <= 5, "effect", blocks=False))
    return items
