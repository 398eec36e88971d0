"""A campaign's life: who may move it on, what takes an approval back, and two people at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import AuditEntry
from portal.campaigns.actions import approving, audience, beat, editing, running
from portal.campaigns.actions.errors import (
    NotAllowedError,
    NotInThisStateError,
    NotReadyError,
    OwnCampaignError,
    SlugTakenError,
    StaleError,
)
from portal.campaigns.models import Approval, Campaign, Enrolment
from portal.core.clock import now
from portal.customers.models import Party
from portal.messaging.models import Mailing, Message
from portal.messaging.sender import Sender
from tests.factories import accounts, campaigns
from tests.races import kinds, one_writer_at_a_time, together

pytestmark = pytest.mark.django_db


def test_a_campaign_goes_from_draft_to_its_last_message() -> None:
    reader = campaigns.reader()
    author, second = campaigns.marketer(), campaigns.marketer()
    campaign = campaigns.campaign([reader], by=author)
    audience.prepare_campaign(campaign)
    approving.submit_campaign(campaign, by=author)
    approving.approve_campaign(campaign, by=second, version=campaign.version, note="Good words.")
    assert (campaign.state, campaign.approved_by) == ("approved", second)
    told = beat.look_at_clock()
    assert told["started"] == [campaign.pk] == told["to_queue"]
    campaign.refresh_from_db()
    assert audience.queue_audience(campaign) == 1
    message = Message.objects.get()
    assert (message.party, message.unit, message.mailing.state, message.channel) == (reader, reader, "running", "email")
    Message.objects.update(state="sent", sent_at=now())
    Mailing.objects.update(state="done", finished_at=now())
    assert beat.look_at_clock()["finished"] == [campaign.pk]
    campaign.refresh_from_db()
    assert campaign.state == "done"
    acts = list(campaign.changes.order_by("pk").values_list("act", flat=True))
    assert acts == ["created", "changed", "submitted", "started", "finished"]
    assert AuditEntry.objects.filter(act="campaigns.approved").count() == 1


def test_its_author_cannot_approve_it() -> None:
    author = accounts.user(roles=("marketer", "administrator"))
    campaign = campaigns.submitted(by=author)
    with pytest.raises(OwnCampaignError):
        approving.approve_campaign(campaign, by=author, version=campaign.version)
    campaign.refresh_from_db()
    assert (campaign.state, Approval.objects.count()) == ("in_review", 0)


def test_who_changed_it_once_cannot_approve_it_later() -> None:
    author, helper = campaigns.marketer(), campaigns.marketer()
    campaign = campaigns.campaign([campaigns.reader()], by=author)
    editing.change_campaign(campaign, by=helper, version=campaign.version, hypothesis="More visits.")
    editing.change_campaign(campaign, by=author, version=campaign.version, hypothesis="Many more visits.")
    audience.prepare_campaign(campaign)
    approving.submit_campaign(campaign, by=author)
    with pytest.raises(OwnCampaignError):
        approving.approve_campaign(campaign, by=helper, version=campaign.version)


def test_the_database_itself_refuses_one_pair_of_eyes() -> None:
    campaign = campaigns.submitted()
    for who in ({"approved_by": campaign.created_by}, {"approved_by": campaign.edited_by}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=campaign.pk).update(state="approved", approved_at=now(), **who)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(state="running")


@pytest.mark.parametrize("roles", [(), ("agent",), ("moderator",), ("editor",)])
def test_others_can_neither_write_nor_approve(roles: tuple[str, ...]) -> None:
    campaign, other = campaigns.submitted(), accounts.user(roles=roles)
    with pytest.raises(NotAllowedError):
        editing.create_campaign(by=other, slug="mine", name="Mine")
    with pytest.raises(NotAllowedError):
        approving.approve_campaign(campaign, by=other, version=campaign.version)
    with pytest.raises(NotAllowedError):
        running.stop_campaign(campaign, by=other)
    assert Campaign.objects.count() == 1


def test_a_change_after_the_approval_takes_it_back() -> None:
    campaign = campaigns.approved()
    editing.change_campaign(campaign, by=campaign.created_by, version=campaign.version, name="Another")
    assert (campaign.state, campaign.approved_by, campaign.approved_at) == ("draft", None, None)
    assert not campaign.is_prepared
    assert beat.look_at_clock()["started"] == []


def test_of_two_who_change_the_same_version_the_second_is_told() -> None:
    campaign = campaigns.campaign()
    seen = campaign.version
    editing.change_campaign(campaign, by=campaign.created_by, version=seen, name="First")
    with pytest.raises(StaleError):
        editing.change_campaign(campaign, by=campaigns.marketer(), version=seen, name="Second")
    campaign.refresh_from_db()
    assert campaign.name == "First"


def test_a_short_name_is_taken_once() -> None:
    campaigns.campaign(slug="spring")
    with pytest.raises(SlugTakenError):
        editing.create_campaign(by=campaigns.marketer(), slug="spring", name="Spring again")


def test_what_is_missing_keeps_it_from_being_handed_in() -> None:
    campaign = campaigns.campaign([], holdout_percent=10)
    with pytest.raises(NotReadyError) as told:
        approving.submit_campaign(campaign, by=campaign.created_by)
    assert told.value.missing == ["counted", "reach", "goal"]
    assert Campaign.objects.get().state == "draft"


def test_pausing_and_going_on_keep_what_is_queued_and_stopping_ends_it() -> None:
    campaign = campaigns.running_one([campaigns.reader(), campaigns.reader()])
    boss = campaigns.marketer()
    running.pause_campaign(campaign, by=boss)
    assert (campaign.mailing.state, Message.objects.filter(state="queued").count()) == ("paused", 2)
    with pytest.raises(NotInThisStateError):
        running.pause_campaign(campaign, by=boss)
    running.resume_campaign(campaign, by=boss)
    assert campaign.mailing.state == "running"
    running.stop_campaign(campaign, by=boss, reason="Wrong price.")
    assert (campaign.state, campaign.mailing.state) == ("stopped", "stopped")
    assert set(Message.objects.values_list("state", flat=True)) == {"skipped"}
    for act in (running.resume_campaign, running.pause_campaign, running.stop_campaign):
        with pytest.raises(NotInThisStateError):
            act(campaign, by=boss)


def test_a_campaign_paused_before_its_queue_is_full_goes_on_with_the_rest() -> None:
    campaign = campaigns.running_one([campaigns.reader(), campaigns.reader()], queued=False)
    boss = campaigns.marketer()
    running.pause_campaign(campaign, by=boss)
    assert audience.queue_audience(campaign) == 0
    assert campaign.mailing.state == "draft"
    running.resume_campaign(campaign, by=boss)
    assert beat.look_at_clock()["to_queue"] == [campaign.pk]
    assert audience.queue_audience(campaign) == 2
    assert audience.queue_audience(campaign) == 0


def test_a_campaign_whose_latest_start_has_passed_never_begins() -> None:
    campaign = campaigns.approved(starts_at=now() + timedelta(hours=1), latest_start_at=now() + timedelta(hours=3))
    yesterday = now() - timedelta(days=1)
    Campaign.objects.update(starts_at=yesterday, latest_start_at=yesterday + timedelta(hours=2))
    assert beat.look_at_clock()["missed"] == [campaign.pk]
    campaign.refresh_from_db()
    assert (campaign.state, campaign.mailing, Enrolment.objects.count()) == ("stopped", None, 0)


def test_nothing_begins_before_its_time() -> None:
    campaign = campaigns.approved(starts_at=now() + timedelta(hours=1))
    assert beat.look_at_clock()["started"] == []
    Campaign.objects.update(starts_at=now() - timedelta(seconds=1))
    assert beat.look_at_clock()["started"] == [campaign.pk]
    assert beat.look_at_clock()["started"] == []


def test_a_copy_is_a_new_draft_with_a_draw_of_its_own() -> None:
    campaign = campaigns.running_one()
    made = editing.copy_campaign(campaign, by=campaigns.marketer(), slug="again", name="Again")
    assert (made.state, made.mailing, made.starts_at, made.segment) == ("draft", None, None, campaign.segment)
    assert made.salt != campaign.salt
    assert list(made.variants.values_list("key", "share")) == list(campaign.variants.values_list("key", "share"))


def test_only_a_draft_that_never_ran_can_be_deleted() -> None:
    with pytest.raises(NotInThisStateError):
        editing.delete_campaign(campaigns.approved(), by=campaigns.marketer())
    campaign = campaigns.campaign()
    editing.delete_campaign(campaign, by=campaign.created_by)
    assert not Campaign.objects.filter(pk=campaign.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_starts_it() -> None:
    campaign = campaigns.approved([campaigns.reader(), campaigns.reader()])
    results = together(*[lambda: running.start_campaign(Campaign.objects.get(pk=campaign.pk)) for _worker in range(3)])
    assert kinds(results).count("Campaign") == 1
    assert (Mailing.objects.count(), Enrolment.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
@one_writer_at_a_time
def test_unguarded_two_workers_would_start_it_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: without the state in the UPDATE both find it theirs, and only the table's own keys are left to stop the second."""
    campaign = campaigns.approved([campaigns.reader()])
    monkeypatch.setattr(running, "_move", lambda one, _changed: one.refresh_from_db())
    results = together(*[lambda: running.start_campaign(Campaign.objects.get(pk=campaign.pk)) for _worker in range(2)])
    assert kinds(results) != ["Campaign", "NotInThisStateError"]


@pytest.mark.django_db(transaction=True)
def test_an_approval_and_a_change_at_once_never_leave_an_approved_change() -> None:
    campaign = campaigns.submitted()
    author, second, seen = campaign.created_by, campaigns.marketer(), campaign.version
    together(
        lambda: approving.approve_campaign(Campaign.objects.get(pk=campaign.pk), by=second, version=seen),
        lambda: editing.change_campaign(Campaign.objects.get(pk=campaign.pk), by=author, version=seen, name="Changed"),
    )
    campaign.refresh_from_db()
    assert not (campaign.name == "Changed" and campaign.state == "approved")
    assert campaign.name == "Changed"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_one_is_told() -> None:
    campaign = campaigns.submitted()
    first, second = campaigns.marketer(), campaigns.marketer()
    results = together(
        lambda: approving.approve_campaign(Campaign.objects.get(pk=campaign.pk), by=first, version=campaign.version),
        lambda: approving.return_campaign(Campaign.objects.get(pk=campaign.pk), by=second, version=campaign.version, note="No."),
    )
    assert kinds(results) == ["Approval", "NotInThisStateError"]
    assert Approval.objects.count() == 1


def claimed_and_then(act) -> int:
    """How many of three messages leave when `act` comes between their claim and the hand-over."""
    campaign = campaigns.running_one([campaigns.reader() for _reader in range(3)])
    with Sender() as sender:
        numbers = sender.claim(campaign.mailing_id)
        assert len(numbers) == 3
        act(campaign)
        sender.send_lot(numbers)
    return Message.objects.filter(state="sent").count()


@pytest.mark.parametrize("act", [running.stop_campaign, running.pause_campaign])
def test_stopping_holds_back_what_is_claimed_and_not_handed_over(act) -> None:
    assert claimed_and_then(lambda campaign: act(campaign, by=campaigns.marketer())) == 0


def test_without_the_last_look_it_would_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the same three leave when nobody looks again, and when nothing came between."""
    assert claimed_and_then(lambda campaign: None) == 3
    Message.objects.all().delete()
    monkeypatch.setattr(Sender, "last_look", lambda self, numbers: numbers)
    assert claimed_and_then(lambda campaign: running.pause_campaign(campaign, by=campaigns.marketer())) == 3


def test_a_campaign_that_reaches_nobody_ends_all_the_same() -> None:
    campaign = campaigns.approved()
    Party.objects.update(erased_at=now())
    running.start_campaign(campaign)
    audience.queue_audience(campaign)
    assert beat.look_at_clock()["finished"] == [campaign.pk]
    campaign.refresh_from_db()
    assert (campaign.state, campaign.mailing.state, Message.objects.count()) == ("done", "stopped", 0)


def test_a_campaign_of_pages_and_banners_alone_runs_until_its_end() -> None:
    campaign = campaigns.approved()
    campaign.variants.all().delete()
    Campaign.objects.update(ends_at=now() + timedelta(hours=1))
    assert beat.look_at_clock()["started"] == [campaign.pk]
    campaign.refresh_from_db()
    assert (campaign.mailing, Enrolment.objects.count()) == (None, 0)
    assert beat.look_at_clock()["finished"] == []
    Campaign.objects.update(starts_at=now() - timedelta(hours=2), ends_at=now() - timedelta(hours=1))
    assert beat.look_at_clock()["finished"] == [campaign.pk]
