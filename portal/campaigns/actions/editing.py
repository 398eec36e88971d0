"""Writing a campaign: made, changed, its wordings set, copied, deleted while nothing of it has run.

A change names the version it was made from: of two people who edit at once the second is told. Whatever is changed after the approval
takes the approval back.
"""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from portal.campaigns import events, rules
from portal.campaigns.actions.errors import NotAllowedError, NotInThisStateError, SlugTakenError, StaleError
from portal.campaigns.enums import CampaignState
from portal.campaigns.models import Campaign, Change, Variant
from portal.campaigns.models.campaigns import EDITABLE
from portal.core.events import announce
from portal.messaging.models import MessageTemplate

FIELDS = (
    "slug", "name", "purpose", "hypothesis", "segment", "languages", "signed_in", "channels", "starts_at", "ends_at", "latest_start_at",
    "clock", "per_minute", "tracking", "holdout_percent", "goal", "window_days",
)  # fmt: skip
TAKEN_BACK = {"state": CampaignState.DRAFT, "submitted_at": None, "approved_at": None, "approved_by": None}


def create_campaign(*, by: Any, slug: str, name: str, **fields: Any) -> Campaign:
    """A new draft. Raises SlugTakenError, NotAllowedError; TypeError for a field that is none."""
    _check_may_edit(by)
    _check_fields(fields)
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(slug=slug, name=name, created_by=by, edited_by=by, **fields)
            note_change(campaign, by=by, act="created")
    except IntegrityError as error:
        raise SlugTakenError(slug) from error
    return campaign


def change_campaign(campaign: Campaign, *, by: Any, version: int, **fields: Any) -> Campaign:
    """Change fields of a campaign that has not begun; it is a draft again afterwards.

    `version` is the one the changer saw. Raises StaleError, NotInThisStateError, SlugTakenError, NotAllowedError.
    """
    _check_may_edit(by)
    _check_fields(fields)
    try:
        with transaction.atomic():
            _take(campaign, by=by, version=version, **fields)
            note_change(campaign, by=by, act="changed", fields=sorted(fields))
            announce(events.campaign_changed, campaign=campaign.pk)
    except IntegrityError as error:
        raise SlugTakenError(fields.get("slug", campaign.slug)) from error
    return campaign


def set_variants(campaign: Campaign, variants: Iterable[tuple[str, int, MessageTemplate]], *, by: Any, version: int) -> Campaign:
    """Replace the wordings: (key, share in per cent, template) of each; none for a campaign without messages.

    Raises ValueError where a key stands twice or the shares are not 100 together, else as `change_campaign`.
    """
    rows = list(variants)
    if rows and (sum(share for _key, share, _template in rows) != 100 or len({key for key, _share, _template in rows}) < len(rows)):
        raise ValueError("Keys stand once, shares are 100 together.")
    _check_may_edit(by)
    with transaction.atomic():
        _take(campaign, by=by, version=version)
        campaign.variants.all().delete()
        Variant.objects.bulk_create(Variant(campaign=campaign, key=key, share=share, template=template) for key, share, template in rows)
        note_change(campaign, by=by, act="changed", fields=["variants"])
        announce(events.campaign_changed, campaign=campaign.pk)
    return campaign


def touch_campaign(campaign: Campaign, *, by: Any, what: str) -> Campaign:
    """Something that belongs to the campaign was changed elsewhere (a banner): before the start that takes the approval back.

    Call it in the transaction of that change. Raises NotInThisStateError once the campaign has begun.
    """
    with transaction.atomic():
        campaign.refresh_from_db()
        _take(campaign, by=by, version=campaign.version)
        note_change(campaign, by=by, act="changed", fields=[what])
        announce(events.campaign_changed, campaign=campaign.pk)
    return campaign


def copy_campaign(campaign: Campaign, *, by: Any, slug: str, name: str) -> Campaign:
    """A new draft with the same content, without dates; its households are drawn anew. Raises as `create_campaign`."""
    kept = {field: getattr(campaign, field) for field in FIELDS if field not in {"slug", "name", "starts_at", "ends_at", "latest_start_at"}}
    with transaction.atomic():
        made = create_campaign(by=by, slug=slug, name=name, **kept)
        Variant.objects.bulk_create(
            Variant(campaign=made, key=old.key, share=old.share, template=old.template) for old in campaign.variants.order_by("key")
        )
    return made


def delete_campaign(campaign: Campaign, *, by: Any) -> None:
    """Throw away a draft that was never begun. Raises NotInThisStateError, NotAllowedError."""
    _check_may_edit(by)
    with transaction.atomic():
        gone, _rows = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.DRAFT, frozen_at=None, mailing=None).delete()
        if not gone:
            raise NotInThisStateError


def unpin_words(campaign: Campaign) -> None:
    """A draft again: its messages say what their templates say, until it is handed in."""
    campaign.variants.update(template_version=0, proposed_version=0, proposed_by=None)


def note_change(campaign: Campaign, *, by: Any, act: str, fields: list[str] | None = None) -> Change:
    """One line of the campaign's history."""
    return Change.objects.create(campaign=campaign, version=campaign.version, by=by, act=act, fields=fields or [])


def _take(campaign: Campaign, *, by: Any, version: int, **fields: Any) -> None:
    """The guarded write: of two changes made from one version the second finds none to change."""
    wanted = Campaign.objects.filter(pk=campaign.pk, version=version, state__in=EDITABLE)
    if not wanted.update(**TAKEN_BACK, version=F("version") + 1, edited_by=by, **fields):
        campaign.refresh_from_db()
        raise StaleError if campaign.is_editable else NotInThisStateError
    unpin_words(campaign)
    campaign.refresh_from_db()


def _check_may_edit(by: Any) -> None:
    if by is not None and not rules.can_edit_campaigns(by):
        raise NotAllowedError


def _check_fields(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"A campaign has no {', '.join(sorted(unknown))} to set.")
