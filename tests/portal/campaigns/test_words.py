"""What was approved is what leaves: words are pinned when a campaign is handed in, newer ones wait for a second person."""

import re

import pytest

from portal.accounts.models import AuditEntry
from portal.campaigns.actions import approving, audience, beat, running, testing, words
from portal.campaigns.actions.errors import NotAllowedError, NotInThisStateError, OwnCampaignError
from portal.campaigns.models import Campaign
from portal.campaigns.queries import campaigns as reads
from portal.campaigns.queries import checklist, link_check
from portal.core.clock import now
from portal.messaging.actions.templates import save_template
from portal.messaging.models import Message
from portal.messaging.rendering.outgoing import outgoing
from portal.messaging.sender import Sender
from tests.factories import accounts, campaigns
from tests.races import together

pytestmark = pytest.mark.django_db


def rewrite(campaign: Campaign, body: str = "Something else.", *, by=None, languages=campaigns.LANGUAGES) -> None:
    """Somebody saves other words in the campaign's first template."""
    template = campaign.variants.order_by("key")[0].template
    texts = {code: {"subject": body, "body": body} for code in languages}
    save_template(template.slug, by=by or campaigns.marketer(), name=template.name, purpose=template.purpose, texts=texts)


def said() -> list[str]:
    """What each message says, the oldest first."""
    rows = Message.objects.select_related("party", "identifier", "template", "mailing").order_by("pk")
    return [re.split(r"\n", one.rendered.text)[0] for one in outgoing(list(rows)).values()]


def test_words_changed_after_the_approval_do_not_leave_and_do_not_stop_it() -> None:
    campaign = campaigns.approved([campaigns.reader()], body="As approved.")
    rewrite(campaign)
    assert beat.look_at_clock()["started"] == [campaign.pk]
    campaign.refresh_from_db()
    audience.queue_audience(campaign)
    assert said() == ["As approved."]


def test_words_changed_while_it_runs_do_not_leave_either() -> None:
    campaign = campaigns.running_one([campaigns.reader(), campaigns.reader()], body="As approved.")
    rewrite(campaign)
    beat.look_at_clock()
    campaign.refresh_from_db()
    assert (campaign.state, said()) == ("running", ["As approved.", "As approved."])
    with Sender() as sender:
        sender.round()
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_words_changed_between_the_handing_in_and_the_approval_are_not_what_was_approved() -> None:
    campaign = campaigns.submitted(body="As handed in.")
    rewrite(campaign, "[Slipped in](/nowhere/).")
    assert [link.address for link in link_check.links_of(campaign)] == []
    approving.approve_campaign(campaign, by=campaigns.marketer(), version=campaign.version)
    running.start_campaign(campaign)
    audience.queue_audience(campaign)
    assert said() == ["As handed in."]


def test_a_draft_says_what_its_template_says_and_so_does_its_test() -> None:
    campaign = campaigns.submitted(body="Old.")
    rewrite(campaign, "New.")
    author = accounts.user(roles=("marketer",))
    testing.send_test(campaign, by=author, languages=["en"])
    assert said() == ["Old."]
    approving.take_back_campaign(campaign, by=author)
    assert reads.newer_words(campaign) == []
    Message.objects.all().delete()
    testing.send_test(campaign, by=author, languages=["en"])
    assert said() == ["New."]


def test_the_list_of_what_is_missing_reads_the_words_that_will_leave() -> None:
    campaign = campaigns.submitted()
    rewrite(campaign, languages=["en"])
    assert checklist.missing(campaign) == []
    approving.take_back_campaign(campaign, by=campaigns.marketer())
    assert "words" in checklist.missing(campaign)


def test_newer_words_leave_when_a_second_person_has_approved_them() -> None:
    campaign = campaigns.running_one([campaigns.reader(), campaigns.reader(), campaigns.reader()], body="First.")
    gone = Message.objects.order_by("pk")[0]
    Message.objects.filter(pk=gone.pk).update(state="sent", sent_at=now())
    writer, asking, second = campaigns.marketer(), campaigns.marketer(), campaigns.marketer()
    rewrite(campaign, "Second.", by=writer)
    words.propose_words(campaign, by=asking)
    for one in (writer, asking):
        with pytest.raises(OwnCampaignError):
            words.adopt_words(campaign, by=one, seen={"a": 2})
    with pytest.raises(NotAllowedError):
        words.adopt_words(campaign, by=accounts.user(roles=("agent",)), seen={"a": 2})
    assert said() == ["First.", "First.", "First."]
    assert words.adopt_words(campaign, by=second, seen={"a": 2}, note="Better.") == 2
    assert said() == ["First.", "Second.", "Second."]
    assert list(campaign.variants.values_list("template_version", "proposed_version")) == [(2, 0)]
    assert AuditEntry.objects.filter(act="campaigns.words_approved").count() == 1
    with pytest.raises(NotInThisStateError):
        words.adopt_words(campaign, by=second, seen={"a": 2})


def test_what_is_approved_is_the_version_that_was_shown() -> None:
    campaign = campaigns.running_one(body="First.")
    rewrite(campaign, "Second.")
    words.propose_words(campaign, by=campaigns.marketer())
    rewrite(campaign, "Third.")
    assert words.adopt_words(campaign, by=campaigns.marketer(), seen={"a": 2}) == 1
    assert said() == ["Second."]
    words.propose_words(campaign, by=campaigns.marketer())
    with pytest.raises(NotInThisStateError):
        words.adopt_words(campaign, by=campaigns.marketer(), seen={"a": 2})
    words.drop_words(campaign, by=campaigns.marketer())
    assert said() == ["Second."]


def test_nothing_newer_or_nothing_at_work_refuses() -> None:
    running_one, draft = campaigns.running_one(), campaigns.campaign()
    with pytest.raises(NotInThisStateError):
        words.propose_words(running_one, by=campaigns.marketer())
    rewrite(draft)
    for act in (words.propose_words, words.drop_words):
        with pytest.raises(NotInThisStateError):
            act(draft, by=campaigns.marketer())
    running.stop_campaign(running_one, by=campaigns.marketer())
    rewrite(running_one)
    with pytest.raises(NotInThisStateError):
        words.propose_words(running_one, by=campaigns.marketer())


def test_those_who_are_queued_later_get_the_newer_words() -> None:
    campaign = campaigns.running_one([campaigns.reader(), campaigns.reader()], queued=False, body="First.")
    rewrite(campaign, "Second.")
    words.propose_words(campaign, by=campaigns.marketer())
    assert words.adopt_words(campaign, by=campaigns.marketer(), seen={"a": 2}) == 0
    audience.queue_audience(campaign)
    assert said() == ["Second.", "Second."]


@pytest.mark.django_db(transaction=True)
def test_an_approval_of_words_while_the_queue_is_filled_leaves_no_message_with_the_old_ones() -> None:
    campaign = campaigns.running_one([campaigns.reader() for _ in range(20)], queued=False, body="First.")
    rewrite(campaign, "Second.")
    second = campaigns.marketer()
    words.propose_words(campaign, by=campaigns.marketer())
    together(
        lambda: audience.queue_audience(Campaign.objects.get(pk=campaign.pk)),
        lambda: words.adopt_words(Campaign.objects.get(pk=campaign.pk), by=second, seen={"a": 2}),
    )
    audience.queue_audience(Campaign.objects.get(pk=campaign.pk))
    assert set(Message.objects.values_list("template_version", flat=True)) == {2}
    assert Message.objects.count() == 20


def test_who_wrote_the_words_does_not_approve_the_campaign() -> None:
    writer = campaigns.marketer()
    campaign = campaigns.campaign([campaigns.reader()])
    rewrite(campaign, "Mine.", by=writer)
    audience.prepare_campaign(campaign)
    approving.submit_campaign(campaign, by=campaign.created_by)
    with pytest.raises(OwnCampaignError):
        approving.approve_campaign(campaign, by=writer, version=campaign.version)


def test_the_page_asks_shows_and_lets_go(client) -> None:
    campaign = campaigns.running_one(body="First.")
    path = f"/desk/campaigns/{campaign.pk}/"
    rewrite(campaign, "Second.")
    client.force_login(campaigns.marketer())
    page = client.get(path).content.decode()
    assert "version 1 is sent, the newest is version 2" in page
    assert "Approve the newer words" not in page
    client.post(f"{path}words/")
    assert "Approve the newer words" not in client.get(path).content.decode()
    client.force_login(campaigns.marketer())
    page = client.get(path).content.decode()
    assert 'name="words" value="a:2"' in page
    client.post(f"{path}words/adopt/", {"words": "a:²"})
    assert said() == ["First."]
    client.post(f"{path}words/adopt/", {"words": "a:2"})
    assert said() == ["Second."]
    assert "There are newer words" not in client.get(path).content.decode()
