"""Reporting: once a person and thing, ten a day, never one's own."""

from datetime import timedelta

import pytest

from community.moderation import actions, queries
from community.moderation.models import ModerationLog, Report, ReviewItem
from portal.core.clock import now
from portal.customers.models import Interaction
from tests.factories import chat, moderation

pytestmark = pytest.mark.django_db


def test_a_report_puts_the_message_into_the_queue_and_tells_log_and_timeline():
    message, reader = moderation.message(body="Cheap parts"), chat.person()
    report = actions.report_target(message, by=reader, reason="spam", note="A shop")
    item = ReviewItem.objects.get()
    assert (report.item, item.target, item.author, item.place, item.excerpt) == (item, message, message.sender, message.room, "Cheap parts")
    assert (item.state, item.score) == ("open", 10)
    entry = ModerationLog.objects.get()
    assert (entry.action, entry.actor, entry.party, entry.reason, entry.note) == ("reported", reader.user, message.sender, "spam", "A shop")
    fact = Interaction.objects.get(kind="moderation.reported")
    assert (fact.party, fact.attrs["why"], fact.attrs["place"]) == (reader, "Advertising", str(message.room))


def test_twice_by_one_reader_is_once_and_two_readers_share_one_item():
    message, one, other = moderation.message(), chat.person(), chat.person()
    first = actions.report_target(message, by=one, reason="spam")
    with pytest.raises(actions.AlreadyReportedError) as caught:
        actions.report_target(message, by=one, reason="rude")
    assert caught.value.report == first
    actions.report_target(message, by=other, reason="rude")
    assert (Report.objects.count(), ReviewItem.objects.get().score) == (2, 20)


def test_own_writing_and_what_was_taken_back_cannot_be_reported():
    from community.chat import actions as chat_actions

    message = moderation.message()
    with pytest.raises(actions.OwnContentError):
        actions.report_target(message, by=message.sender, reason="spam")
    chat_actions.delete_message(message, by=message.sender)
    with pytest.raises(actions.NotReportableError):
        actions.report_target(message, by=chat.person(), reason="spam")
    assert (Report.objects.count(), ReviewItem.objects.count(), ModerationLog.objects.count()) == (0, 0, 0)


def test_what_nobody_registered_cannot_be_reported():
    with pytest.raises(actions.NotReportableError):
        actions.report_target(chat.room(), by=chat.person(), reason="spam")
    with pytest.raises(ValueError, match="no-such"):
        actions.report_target(moderation.message(), by=chat.person(), reason="no-such")
    assert Report.objects.count() == 0


def test_ten_a_day_are_enough_and_the_next_day_is_new():
    room, reader = chat.room(), chat.person()
    author = chat.member(room)
    start = now() - timedelta(hours=23)
    messages = [chat.message(room, author, f"Offer {n}") for n in range(10)]
    from community.chat.models import Message

    last = Message.objects.create(room=room, seq=99, change_seq=99, sender=author, sender_name="x", body_md="Offer 11", body_html="")
    for n, message in enumerate(messages):
        actions.report_target(message, by=reader, reason="spam", at=start + timedelta(minutes=n))
    with pytest.raises(actions.TooManyReportsError) as caught:
        actions.report_target(last, by=reader, reason="spam")
    assert caught.value.again_at == start + timedelta(days=1)
    assert Report.objects.count() == 10
    actions.report_target(last, by=reader, reason="spam", at=start + timedelta(days=1, seconds=1))
    assert Report.objects.count() == 11


def test_a_report_after_the_decision_opens_a_new_item():
    first = moderation.item()
    actions.dismiss_item(first, by=moderation.moderator())
    second = actions.report_target(first.target, by=chat.person(), reason="rude").item
    assert second != first
    assert list(queries.waiting(moderation.moderator())) == [second]


@pytest.mark.parametrize(("right", "wrong", "weight"), [(0, 0, 10), (3, 0, 15), (0, 3, 5), (2, 2, 10)])
def test_who_was_mostly_right_counts_more(right, wrong, weight):
    reader, moderator = chat.person(), moderation.moderator()
    for n in range(right + wrong):
        item = moderation.item(by=reader)
        decide = actions.hide_target if n < right else actions.dismiss_item
        decide(item, by=moderator, reason="spam")
    assert queries.weight_of(reader) == weight
    assert moderation.item(by=reader).score == weight


def test_long_and_hostile_notes_are_cleaned_and_cut():
    report = actions.report_target(moderation.message(), by=chat.person(), reason="other", note="\x00a\u202eb" + "ä" * 10_000)
    assert report.note == ("ab" + "ä" * 498)
