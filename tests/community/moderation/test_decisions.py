"""Hiding, showing again, leaving, pausing, lifting, taking back: each told to the author and the log; on refusal nothing changes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from community.chat.models import Message
from community.moderation import actions, events, queries
from community.moderation.models import ModerationLog, ReviewItem, Sanction
from portal.core import clock
from portal.core.clock import now
from portal.customers.models import Interaction
from tests.factories import accounts, chat, moderation

pytestmark = pytest.mark.django_db


def state():
    return (
        list(Message.objects.values_list("state", "hidden_reason", "hidden_note")),
        list(ReviewItem.objects.values_list("state", "outcome")),
        ModerationLog.objects.count(), Sanction.objects.filter(lifted_at=None).count(), Interaction.objects.filter(kind__startswith="moderation.").count(),
    )  # fmt: skip


@pytest.fixture
def moderator(db):
    return moderation.moderator(handle="noor-desk")


def test_hiding_tells_the_author_why_in_his_language(moderator):
    author = chat.person()
    author.language = "de"
    author.save()
    room = chat.room("bench")
    chat.join(room, author)
    item = moderation.item(of=moderation.message(room=room, author=author))
    entry = actions.hide_target(item, by=moderator, reason="spam", note="No shops here.")
    message = Message.objects.get()
    assert (message.state, message.hidden_reason, message.hidden_note) == ("hidden", "spam", "No shops here.")
    item.refresh_from_db()
    assert (item.state, item.outcome, entry.before["shown"], entry.after["shown"]) == ("done", "hidden", "visible", "hidden")
    fact = Interaction.objects.get(kind="moderation.hidden")
    assert (fact.party, fact.direction, fact.attrs["place"], fact.attrs["reason"], fact.attrs["note"]) == (author, "out", "Über bench", "spam", "No shops here.")


def test_hiding_is_announced_after_the_commit(moderator, django_capture_on_commit_callbacks):
    heard = []

    def listen(**facts):
        heard.append(facts)

    events.content_hidden.connect(listen)
    item = moderation.item()
    with django_capture_on_commit_callbacks(execute=True):
        actions.hide_target(item, by=moderator, reason="rude")
        assert heard == []
    events.content_hidden.disconnect(listen)
    assert [(h["label"], h["target_id"], h["author_id"], h["reason"]) for h in heard] == [("chat.message", item.target_id, item.author_id, "rude")]


def test_a_customer_an_agent_and_the_author_himself_decide_nothing(moderator):
    room = chat.room()
    own = moderation.item(of=moderation.message(room=room, author=chat.member(room, roles=("moderator",))))
    item, before = moderation.item(), state()
    for user in (accounts.user(), accounts.user(roles=("agent",))):
        for decide in (actions.hide_target, actions.dismiss_item):
            with pytest.raises(actions.NotAllowedError):
                decide(item, by=user, reason="spam")
    with pytest.raises(actions.NotAllowedError):
        actions.dismiss_item(own, by=own.author.user)
    after = state()
    assert (after[0][-1], after[1][-1]) == (before[0][-1], before[1][-1])
    assert ModerationLog.objects.exclude(action="reported").count() == 0


def test_a_decided_item_is_not_decided_again(moderator):
    item = moderation.item()
    actions.dismiss_item(item, by=moderator)
    before = state()
    with pytest.raises(actions.AlreadyDecidedError):
        actions.hide_target(ReviewItem.objects.get(), by=moderation.moderator(), reason="spam")
    assert state() == before


def test_a_claim_holds_ten_minutes_against_colleagues(moderator, monkeypatch):
    item, colleague = moderation.item(), moderation.moderator()
    actions.claim_item(item, by=moderator)
    before = state()
    for attempt in (lambda: actions.claim_item(item, by=colleague), lambda: actions.hide_target(item, by=colleague, reason="spam")):
        with pytest.raises(actions.AlreadyClaimedError) as caught:
            attempt()
        assert caught.value.item.claimed_by == moderator
    assert state() == before
    later = now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr("community.moderation.actions.decisions.now", lambda: later)
    assert actions.claim_item(item, by=colleague).claimed_by == colleague


def test_a_claim_is_given_back(moderator):
    item = moderation.item()
    actions.claim_item(item, by=moderator)
    assert actions.release_item(item, by=moderation.moderator()) is False
    assert actions.release_item(item, by=moderator) is True
    assert actions.claim_item(item, by=moderation.moderator()).state == "claimed"


def test_a_hidden_message_is_shown_again(moderator):
    item = moderation.item()
    actions.hide_target(item, by=moderator, reason="rude", note="Not so.")
    actions.restore_target(item, by=moderator)
    item.refresh_from_db()
    assert (Message.objects.get().state, Message.objects.get().hidden_reason, item.outcome) == ("visible", "", "restored")
    before = state()
    with pytest.raises(actions.AlreadyDecidedError):
        actions.restore_target(item, by=moderator)
    assert state() == before


@pytest.mark.parametrize("decide", ["hide", "dismiss", "restore"])
def test_a_decision_is_taken_back_once(moderator, decide):
    item = moderation.item()
    if decide == "dismiss":
        entry = actions.dismiss_item(item, by=moderator)
    else:
        entry = actions.hide_target(item, by=moderator, reason="rude", note="Softer, please.")
    if decide == "restore":
        entry = actions.restore_target(item, by=moderator)
    undone = actions.undo_decision(entry, by=moderation.moderator())
    item.refresh_from_db()
    message = Message.objects.get()
    if decide == "restore":
        assert (message.state, message.hidden_reason, message.hidden_note, item.outcome) == ("hidden", "rude", "Softer, please.", "hidden")
    else:
        assert (message.state, item.state, item.outcome) == ("visible", "open", "")
    assert undone.undoes == entry
    before = state()
    with pytest.raises(actions.AlreadyUndoneError):
        actions.undo_decision(ModerationLog.objects.get(pk=entry.pk), by=moderator)
    assert state() == before


def test_after_thirty_days_a_decision_stands(moderator, monkeypatch):
    entry = actions.dismiss_item(moderation.item(), by=moderator)
    monkeypatch.setattr("community.moderation.actions.undo.now", lambda: clock.now() + timedelta(days=30, seconds=1))
    before = state()
    with pytest.raises(actions.TooLateError):
        actions.undo_decision(entry, by=moderator)
    assert state() == before


def test_taking_back_does_not_open_a_second_item_beside_a_newer_one(moderator):
    item = moderation.item()
    entry = actions.dismiss_item(item, by=moderator)
    newer = actions.report_target(item.target, by=chat.person(), reason="rude").item
    actions.undo_decision(entry, by=moderator)
    assert list(ReviewItem.objects.waiting()) == [newer]


def test_a_pause_has_an_end_a_reason_and_can_be_for_one_room(moderator):
    item = moderation.item()
    entry = actions.silence_author(item, by=moderator, hours=24, reason="rude", note="Count to ten.", everywhere=False)
    sanction = Sanction.objects.get()
    assert (sanction.scope, sanction.place, sanction.until - sanction.starts_at) == ("room", item.place, timedelta(hours=24))
    assert queries.active_sanction(item.author, room=item.place) == sanction
    assert queries.active_sanction(item.author, room=chat.room()) is None
    assert queries.active_sanction(item.author) is None
    fact = Interaction.objects.get(kind="moderation.silenced")
    assert (fact.party, fact.direction, fact.attrs["why"], fact.attrs["until"]) == (item.author, "out", "Rude or hurtful", sanction.until.isoformat())
    actions.undo_decision(entry, by=moderator)
    assert queries.active_sanction(item.author, room=item.place) is None


def test_a_pause_everywhere_holds_in_every_room_until_it_is_lifted(moderator):
    party = chat.person()
    sanction = moderation.pause(party, by=moderator)
    assert queries.active_sanction(party, room=chat.room()) == sanction
    entry = actions.lift_sanction(sanction, by=moderator)
    assert queries.active_sanction(party) is None
    before = state()
    with pytest.raises(actions.AlreadyLiftedError):
        actions.lift_sanction(sanction, by=moderator)
    assert state() == before
    actions.undo_decision(entry, by=moderator)
    assert queries.active_sanction(party) == sanction


def test_a_pause_that_ran_out_holds_no_longer(moderator):
    party = chat.person()
    moderation.pause(party, by=moderator, hours=1, at=now() - timedelta(hours=2))
    assert queries.active_sanction(party) is None


def test_nobody_pauses_a_colleague_himself_or_for_ever(moderator):
    for party, hours, fault in [(moderator.party, 1, actions.NotAllowedError), (chat.person(roles=("agent",)), 1, actions.NotAllowedError), (chat.person(), 0, ValueError), (chat.person(), 8761, ValueError)]:
        with pytest.raises(fault):
            actions.silence_party(party, by=moderator, hours=hours, reason="rude")
    assert (Sanction.objects.count(), ModerationLog.objects.count()) == (0, 0)


def test_what_is_gone_for_good_can_only_be_left(moderator):
    item = moderation.item()
    Message.objects.all().delete()
    with pytest.raises(actions.TargetGoneError):
        actions.hide_target(item, by=moderator, reason="spam")
    actions.dismiss_item(item, by=moderator)
    item.refresh_from_db()
    assert item.outcome == "dismissed"


@pytest.mark.parametrize("statement", ["UPDATE moderation_moderationlog SET note = 'x'", "DELETE FROM moderation_moderationlog", "INSERT OR REPLACE INTO moderation_moderationlog SELECT * FROM moderation_moderationlog"])
def test_the_database_refuses_to_change_the_log(moderator, statement):
    moderation.item()
    before = list(ModerationLog.objects.values())
    if connection.vendor == "postgresql" and "REPLACE" in statement:
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(ModerationLog.objects.values()) == before
