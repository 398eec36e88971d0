"""Two moderators, two readers, at the same moment. Each with the control that shows what the guard prevents."""

import pytest
from django.db import IntegrityError

from community.moderation import actions
from community.moderation.actions import decisions
from community.moderation.models import ModerationLog, Report, ReviewItem
from portal.customers.models import Interaction
from tests.factories import chat, moderation
from tests.races import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE = 4


@pytest.fixture
def moderators(transactional_db):
    return [moderation.moderator() for _n in range(AT_ONCE)]


def claim_all(item, moderators):
    return together(*(lambda m=m: actions.claim_item(ReviewItem.objects.get(pk=item.pk), by=m) for m in moderators))


def test_one_of_many_moderators_takes_an_item_in_hand(moderators):
    item = moderation.item()
    results = claim_all(item, moderators)
    assert sorted(type(r).__name__ for r in results) == ["AlreadyClaimedError"] * (AT_ONCE - 1) + ["ReviewItem"]
    assert ModerationLog.objects.filter(action="claimed").count() == 1


def test_without_the_guard_several_believe_they_hold_it(moderators, monkeypatch):
    monkeypatch.setattr(decisions, "_free_for", lambda item, by: ReviewItem.objects.filter(pk=item.pk))
    results = claim_all(moderation.item(), moderators)
    assert [type(r).__name__ for r in results] == ["ReviewItem"] * AT_ONCE


def decide_all(item, moderators):
    def job(place, moderator):
        mine = ReviewItem.objects.select_related("target_type", "author__user").get(pk=item.pk)
        return actions.hide_target(mine, by=moderator, reason="spam") if place % 2 else actions.dismiss_item(mine, by=moderator)

    return together(*(lambda p=p, m=m: job(p, m) for p, m in enumerate(moderators)))


def test_one_decision_counts_and_the_others_change_nothing(moderators):
    item = moderation.item()
    results = decide_all(item, moderators)
    assert sum(isinstance(r, ModerationLog) for r in results) == 1
    assert sum(isinstance(r, actions.AlreadyDecidedError) for r in results) == AT_ONCE - 1
    assert ModerationLog.objects.filter(action__in=["hidden", "dismissed"]).count() == 1
    item.refresh_from_db()
    assert (item.target.state == "hidden") is (item.outcome == "hidden")


def test_without_the_guard_decisions_contradict_each_other(moderators, monkeypatch):
    monkeypatch.setattr(decisions, "_free_for", lambda item, by: ReviewItem.objects.filter(pk=item.pk))
    results = decide_all(moderation.item(), moderators)
    assert sum(isinstance(r, ModerationLog) for r in results) > 1


def test_the_same_report_sent_at_once_is_one(transactional_db):
    message, reader = moderation.message(), chat.person()
    results = together(*(lambda: actions.report_target(message, by=reader, reason="spam") for _n in range(AT_ONCE)))
    assert sorted(type(r).__name__ for r in results) == ["AlreadyReportedError"] * (AT_ONCE - 1) + ["Report"]
    assert (Report.objects.count(), Interaction.objects.filter(kind="moderation.reported").count(), ReviewItem.objects.get().score) == (1, 1, 10)


def test_the_database_itself_refuses_a_second_report_and_a_second_open_item(transactional_db):
    item = moderation.item()
    report = Report.objects.get()
    for twin in (ReviewItem(target=item.target), Report(item=item, target=item.target, reporter=report.reporter, reason="spam")):
        with pytest.raises(IntegrityError):
            twin.save(force_insert=True)


def test_readers_at_the_same_moment_share_one_item(transactional_db):
    message, readers = moderation.message(), [chat.person() for _n in range(AT_ONCE)]
    results = together(*(lambda r=r: actions.report_target(message, by=r, reason="spam") for r in readers))
    assert [type(r).__name__ for r in results] == ["Report"] * AT_ONCE
    assert ReviewItem.objects.get().score == 10 * AT_ONCE


def test_a_decision_is_taken_back_once_by_many(moderators):
    entry = actions.dismiss_item(moderation.item(), by=moderators[0])
    results = together(*(lambda m=m: actions.undo_decision(ModerationLog.objects.get(pk=entry.pk), by=m) for m in moderators))
    assert sum(isinstance(r, ModerationLog) for r in results) == 1
    assert ModerationLog.objects.filter(undoes=entry).count() == 1
