"""Sending, editing, deleting, hiding: what is written, what is refused, and that a refusal writes nothing."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from community.chat import actions, queries, refusals
from community.chat.enums import PostPolicy, RoomState
from community.chat.frames import message_data
from community.chat.models import Membership, Message, MessageRevision, Room
from portal.core.clock import now
from portal.customers.models import Interaction
from tests.factories import chat

pytestmark = pytest.mark.django_db
CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")


def head(room: Room) -> int:
    return Room.objects.get(pk=room.pk).last_seq


def test_messages_of_a_room_are_numbered_without_gaps(room, mara, tomasz):
    sent = [chat.message(room, who, f"Line {n}") for n, who in enumerate([mara, tomasz, mara])]
    assert [(m.seq, m.change_seq) for m in sent] == [(1, 1), (2, 2), (3, 3)]
    assert head(room) == 3
    assert Room.objects.get(pk=room.pk).last_message_at == sent[-1].created_at


def test_sending_writes_one_fact_on_the_senders_timeline(room, mara):
    message = chat.message(room, mara)
    facts = Interaction.objects.filter(party=mara, kind="chat.sent")
    assert [f.attrs for f in facts] == [{"room": "About bench", "message": message.pk}]


def test_the_same_key_sends_once_for_ever(room, mara):
    cid = uuid.uuid4()
    first = actions.send_message(chat.seat(room, mara), cid=cid, body="Once.")
    second = actions.send_message(chat.seat(room, mara), cid=cid, body="Once.")
    assert (first.dup, second.dup) == (False, True)
    assert first.message.pk == second.message.pk
    assert (head(room), Message.objects.count(), Interaction.objects.filter(kind="chat.sent").count()) == (1, 1, 1)


def test_the_same_key_with_another_text_is_a_conflict(room, mara):
    cid = uuid.uuid4()
    actions.send_message(chat.seat(room, mara), cid=cid, body="Once.")
    with pytest.raises(refusals.Conflict):
        actions.send_message(chat.seat(room, mara), cid=cid, body="Twice.")
    assert (head(room), Message.objects.get().body_md) == (1, "Once.")


def test_two_senders_may_use_the_same_key(room, mara, tomasz):
    cid = uuid.uuid4()
    actions.send_message(chat.seat(room, mara), cid=cid, body="Mine.")
    assert actions.send_message(chat.seat(room, tomasz), cid=cid, body="Mine too.").dup is False


def test_rights_are_looked_at_before_a_duplicate_is_returned(room, mara):
    cid = uuid.uuid4()
    actions.send_message(chat.seat(room, mara), cid=cid, body="Once.")
    actions.leave_room(chat.seat(room, mara))
    with pytest.raises(refusals.Forbidden) as refused:
        actions.send_message(chat.seat(room, mara), cid=cid, body="Once.")
    assert refused.value.why == "join"


def test_a_seat_lost_after_it_was_read_writes_nothing(room, mara):
    stale = chat.seat(room, mara)
    actions.leave_room(chat.seat(room, mara))
    with pytest.raises(refusals.Forbidden):
        actions.send_message(stale, cid=uuid.uuid4(), body="From a stale tab.")
    assert (head(room), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": RoomState.LOCKED}, "locked"),
        ({"state": RoomState.ARCHIVED}, "archived"),
        ({"post_policy": PostPolicy.STAFF}, "staff_only"),
    ],
)
def test_a_room_that_takes_no_messages_says_why(room, mara, change, why):
    Room.objects.filter(pk=room.pk).update(**change)
    with pytest.raises(refusals.Forbidden) as refused:
        chat.message(room, mara)
    assert (refused.value.why, head(room)) == (why, 0)


@pytest.mark.parametrize(("column", "why"), [("muted_until", "muted"), ("banned_until", "banned")])
def test_who_is_muted_or_banned_in_the_room_writes_again_when_it_ends(room, mara, column, why):
    seat = Membership.objects.filter(room=room, party=mara)
    seat.update(**{column: now() + timedelta(minutes=5)})
    with pytest.raises(refusals.Forbidden) as refused:
        chat.message(room, mara)
    assert refused.value.why == why
    seat.update(**{column: now() - timedelta(seconds=1)})
    assert chat.message(room, mara).seq == 1


def test_visitors_and_strangers_do_not_write(room):
    with pytest.raises(refusals.SignInFirst):
        actions.send_message(queries.Seat(room), cid=uuid.uuid4(), body="Hello")
    with pytest.raises(refusals.Forbidden) as refused:
        chat.message(room, chat.person())
    assert (refused.value.why, Message.objects.count()) == ("join", 0)


@pytest.mark.parametrize("body", ["", "  \n ", "\u200b\u202e", "\x00", "x" * 4001])
def test_texts_that_cannot_be_are_refused_with_the_fields_name(room, mara, body):
    with pytest.raises(refusals.Invalid) as refused:
        chat.message(room, mara, body)
    assert list(refused.value.more["fields"]) == ["body"]
    assert head(room) == 0


def test_html_stays_text_and_links_are_marked(room, mara):
    message = chat.message(room, mara, '<script>alert(1)</script> [here](https://example.org) ![x](https://evil.example/x.png) \ud800')
    assert "<script" not in message.body_html
    assert "<img" not in message.body_html
    assert 'rel="ugc nofollow noopener"' in message.body_html


def test_a_reply_carries_what_its_quote_needs(room, mara, tomasz):
    question = chat.message(room, mara, "Which **gasket**?")
    answer = chat.message(room, tomasz, "8.5.", reply_to=question.pk)
    assert message_data(answer)["reply"] == {"id": question.pk, "seq": 1, "name": "mara", "text": "Which gasket?"}


def test_a_reply_needs_a_message_of_this_room_that_is_there(room, mara):
    elsewhere = chat.room()
    chat.join(elsewhere, mara)
    other = chat.message(elsewhere, mara)
    gone = chat.message(room, mara)
    actions.delete_message(gone, by=mara)
    for target in (other.pk, gone.pk, 10**12):
        with pytest.raises(refusals.NotFound):
            chat.message(room, mara, "Answer", reply_to=target)


def test_an_edit_moves_the_change_and_not_the_place(room, mara, tomasz):
    first, _second = chat.message(room, mara, "Frist."), chat.message(room, tomasz, "Second.")
    done = actions.edit_message(first, by=mara, body="First.", base=1)
    assert (done.message.seq, done.message.change_seq, head(room)) == (1, 3, 3)
    stored = Message.objects.get(pk=first.pk)
    assert (stored.body_md, stored.body_html, stored.change_seq, stored.edited_at is not None) == ("First.", "<p>First.</p>\n", 3, True)
    assert list(MessageRevision.objects.values_list("n", "body_md")) == [(1, "Frist.")]


def test_an_edit_of_a_changed_message_is_stale_and_changes_nothing(room, mara):
    message = chat.message(room, mara, "One.")
    actions.edit_message(Message.objects.get(pk=message.pk), by=mara, body="Two.", base=1)
    with pytest.raises(refusals.Stale) as refused:
        actions.edit_message(message, by=mara, body="Three.", base=1)
    assert (refused.value.message.body_md, head(room), MessageRevision.objects.count()) == ("Two.", 2, 1)


def test_saying_the_same_again_is_done_already(room, mara):
    message = chat.message(room, mara, "One.")
    actions.edit_message(message, by=mara, body="Two.", base=1)
    assert actions.edit_message(Message.objects.get(pk=message.pk), by=mara, body="Two.", base=1).dup is True
    assert head(room) == 2


def test_only_the_author_edits_and_deletes(room, mara, tomasz, moderator):
    message = chat.message(room, mara)
    for other in (tomasz, moderator):
        with pytest.raises(refusals.Forbidden):
            actions.edit_message(message, by=other, body="Mine now.", base=1)
        with pytest.raises(refusals.Forbidden):
            actions.delete_message(message, by=other)
    assert head(room) == 1


def test_a_deleted_message_leaves_a_tombstone_and_deleting_twice_is_once(room, mara):
    message = chat.message(room, mara, "Oh.")
    actions.delete_message(message, by=mara)
    again = actions.delete_message(Message.objects.get(pk=message.pk), by=mara)
    assert (again.dup, head(room)) == (True, 2)
    data = message_data(Message.objects.get(pk=message.pk))
    assert (data["gone"], data["html"], data["chg"]) == ("deleted", "", 2)
    with pytest.raises(refusals.Gone):
        actions.edit_message(Message.objects.get(pk=message.pk), by=mara, body="Back.", base=2)


def test_a_hidden_message_is_gone_for_all_but_its_author(room, mara, tomasz, moderator):
    message = chat.message(room, mara, "Buy here.")
    actions.hide_message(message, by=moderator.user, reason="spam", note="A shop.")
    hidden = Message.objects.get(pk=message.pk)
    assert (message_data(hidden)["gone"], message_data(hidden)["html"]) == ("hidden", "")
    assert "mine" not in message_data(hidden, reader_id=tomasz.pk)
    assert message_data(hidden, reader_id=mara.pk)["mine"] == {"reason": "spam", "note": "A shop.", "html": "<p>Buy here.</p>\n"}
    actions.restore_message(hidden, by=moderator.user)
    assert (message_data(Message.objects.get(pk=message.pk))["html"], head(room)) == ("<p>Buy here.</p>\n", 3)


def test_customers_do_not_hide_and_a_rooms_own_moderator_does(room, mara, tomasz):
    message = chat.message(room, mara)
    with pytest.raises(refusals.Forbidden):
        actions.hide_message(message, by=tomasz.user, reason="spam")
    Membership.objects.filter(room=room, party=tomasz).update(role="moderator")
    assert actions.hide_message(message, by=tomasz.user, reason="spam").dup is False
    assert actions.hide_message(Message.objects.get(pk=message.pk), by=tomasz.user, reason="spam").dup is True


def test_the_database_itself_refuses_a_second_message_under_one_number(room, mara):
    message = chat.message(room, mara)
    for clash in ({"seq": 1, "change_seq": 9}, {"seq": 2, "change_seq": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.create(room=room, sender=mara, sender_name="x", body_md="x", body_html="x", **clash)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(room=room, sender=mara, sender_name="x", body_md="x", body_html="x", seq=2, change_seq=2, cid=message.cid)


def test_eleven_messages_at_once_are_too_many_and_the_answer_says_how_long(room, mara):
    for n in range(10):
        chat.message(room, mara, f"Line {n}")
    with pytest.raises(refusals.TooFast) as refused:
        chat.message(room, mara, "Line 10")
    assert 1 <= refused.value.more["retry_after"] <= 20
    assert head(room) == 10


def test_a_newcomer_writes_at_half_the_pace(room):
    from tests.factories import accounts

    party = accounts.user().party
    chat.join(room, party)
    for n in range(5):
        chat.message(room, party, f"Line {n}")
    with pytest.raises(refusals.TooFast):
        chat.message(room, party, "Line 5")


def test_slow_mode_holds_customers_and_not_hosts(room, mara, moderator):
    actions.set_slow_mode(room, seconds=30, by=moderator.user)
    chat.join(room, moderator)
    chat.message(room, mara, "One")
    with pytest.raises(refusals.TooFast):
        chat.message(room, mara, "Two")
    chat.message(room, moderator, "One")
    chat.message(room, moderator, "Two")


def test_changes_count_as_messages_do(room, mara):
    """Each goes out to everybody in the room and leaves an earlier text behind."""
    message = chat.message(room, mara)
    for n in range(9):
        actions.edit_message(message, by=mara, body=f"Text {n}", base=message.change_seq)
    for refused in (lambda: actions.edit_message(message, by=mara, body="More", base=message.change_seq), lambda: chat.message(room, mara)):
        with pytest.raises(refusals.TooFast):
            refused()
    assert (head(room), MessageRevision.objects.count(), Message.objects.get().body_md) == (10, 9, "Text 8")


def test_a_repeat_costs_no_pace(room, mara):
    cid = uuid.uuid4()
    for _n in range(15):
        actions.send_message(chat.seat(room, mara), cid=cid, body="Once.")
    assert head(room) == 1


@pytest.mark.parametrize("earlier", [1, 3])
def test_a_send_takes_eight_queries_however_full_the_room(room, mara, earlier):
    from community.chat import commands

    for n in range(earlier):
        chat.member(room)
        chat.message(room, mara, f"Line {n}")
    data = {"room": room.pk, "cid": str(uuid.uuid4()), "body": "Counted.", "reply_to": Message.objects.first().pk, "lang": "en"}
    with CaptureQueriesContext(connection, ) as seen:
        answer, refusal = commands.run("send", commands.caller_of(mara.user_id), data)
    assert refusal is None, answer
    statements = [q["sql"] for q in seen if not q["sql"].startswith(CONTROL)]
    assert len(statements) <= 8, statements


def test_what_another_did_between_reading_and_writing_is_done_already(room, mara):
    """Two tabs, or a moderator beside the automatic one: each read the message before the other wrote."""
    message = chat.message(room, mara)
    first, second = (Message.objects.select_related("room").get(pk=message.pk) for _n in range(2))
    acts = [
        lambda one: actions.hide_message(one, by=None, reason="spam"),
        lambda one: actions.restore_message(one, by=None),
        lambda one: actions.delete_message(one, by=mara),
    ]
    for act in acts:
        assert (act(first).dup, act(second).dup) == (False, True)
        first, second = (Message.objects.select_related("room").get(pk=message.pk) for _n in range(2))
    assert head(room) == 4
