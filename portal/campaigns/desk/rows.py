"""Rows of the list of campaigns, put together here: a template takes several times as long."""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.campaigns.enums import CampaignState
from portal.campaigns.models import Campaign
from portal.core.addresses import numbered
from portal.core.labels import labels
from portal.core.markup import filled, joined, tag
from portal.core.templatetags.ui import clock
from portal.customers.enums import Purpose

TONES = {
    CampaignState.RUNNING.value: "live", CampaignState.APPROVED.value: "good", CampaignState.DONE.value: "good",
    CampaignState.STOPPED.value: "bad",
}  # fmt: skip
_CAMPAIGN = (
    '<tr><th scope="row"><a href="{}"><bdi>{}</bdi></a></th><td>{}</td><td class="nowrap">{}</td>'
    '<td class="nowrap">{}</td><td><bdi>{}</bdi></td><td>{}</td></tr>'
)


def campaigns(rows: Iterable[Campaign]) -> SafeString:
    """One row for each: its name, its state, when it starts and ends, for whom and why."""
    address, states, purposes = numbered("desk_campaign"), labels(CampaignState), labels(Purpose)
    at = clock("both")
    unset = filled('<span class="soft">{}</span>', _("not set"))
    return joined(_CAMPAIGN, (
        (
            address(one.pk), one.name, tag(states[one.state], TONES.get(one.state, "")),
            at(one.starts_at or one.frozen_at) or unset, at(one.finished_at or one.ends_at),
            one.segment.name if one.segment else "", purposes[one.purpose],
        )
        for one in rows
    ))  # fmt: skip
