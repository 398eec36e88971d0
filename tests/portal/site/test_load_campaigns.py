"""The demo's campaigns: dated back in the order in which things happen."""

from datetime import timedelta

import pytest

from portal.campaigns.actions import running
from portal.campaigns.queries import campaigns as reads
from portal.core.clock import now
from portal.site.demo import load_campaigns
from tests.factories import campaigns

pytestmark = pytest.mark.django_db


def test_a_campaign_of_the_past_was_approved_before_it_began_and_ended_last():
    campaign = campaigns.running_one()
    running.finish_campaign(campaign)
    begun = now() - timedelta(days=9)
    load_campaigns._date_back(campaign, begun, begun + timedelta(days=5))
    told = [(line["act"], line["at"]) for line in reversed(reads.history(campaign))]
    assert [act for act, _at in told] == ["created", "changed", "submitted", "approved", "started", "finished"]
    assert [at for _act, at in told[-2:]] == [begun, begun + timedelta(days=5)]
