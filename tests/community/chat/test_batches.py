"""Messages that wait at the same moment are written together: none is lost for another's sake, and every rule holds for each."""

import asyncio
import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from community.chat import actions, commands, consumers, queries
from community.chat.actions import batches
from community.chat.actions.messages import PACE
from community.chat.enums import PostPolicy, RoomState
from community.chat.models import Membership, Message, Room
from portal.core.clock import now
from portal.customers.models import Interaction
from portal.realtime import bus
from portal.realtime.threads import InBatches
from tests.community.chat.talk import hear, opened, say
from tests.factories import chat, moderation
from tests.portal.realtime.server import cookie_for
from tests.races import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(room, mara):
    """A second room, in which Mara sits too."""
    found = chat.room("other")
    chat.join(found, mara)
    return found


def draft(room, party, body="A line.", **fields):
    return actions.Draft(room.pk, party.user_id, fields.pop("cid", uuid.uuid4()), body, **fields)


def seqs(room):
    return list(Message.objects.filter(room=room).order_by("seq").values_list("seq", "sender_name", "body_md"))


def test_what_waits_together_is_numbered_in_its_order_room_by_room(room, other, mara, tomasz):
    drafts = [draft(room, mara, "1"), draft(other, mara, "a"), draft(room, tomasz, "2"), draft(room, mara, "3")]
    done = actions.send_together(drafts)
    assert [(d.message.room_id, d.message.seq, d.message.change_seq, d.dup) for d in done] == [
        (room.pk, 1, 1, False), (other.pk, 1, 1, False), (room.pk, 2, 2, False), (room.pk, 3, 3, False),
    ]  # fmt: skip
    assert seqs(room) == [(1, "mara", "1"), (2, "tomasz", "2"), (3, "mara", "3")]
    assert dict(Room.objects.values_list("code", "last_seq")) == {"bench": 3, "other": 1}
    assert Room.objects.get(pk=room.pk).last_message_at == done[-1].message.created_at


def test_a_message_of_a_batch_is_the_same_row_and_the_same_fact_as_one_alone(room, mara):
    alone = actions.send_message(chat.seat(room, mara), cid=uuid.uuid4(), body="*Same*", lang="de").message
    (done,) = actions.send_together([draft(room, mara, "*Same*", lang="de")])
    own = {"id", "seq", "change_seq", "cid", "created_at"}
    first, second = Message.objects.filter(pk__in=[alone.pk, done.message.pk]).order_by("seq").values()
    assert {k: v for k, v in first.items() if k not in own} == {k: v for k, v in second.items() if k not in own}
    facts = list(Interaction.objects.filter(kind="chat.sent").order_by("pk").values())
    assert [fact.pop("attrs")["message"] for fact in facts] == [alone.pk, done.message.pk]
    assert [fact.pop("key") for fact in facts] == [f"chat.sent:{mara.pk}:{one.cid}" for one in (alone, done.message)]
    assert [fact.pop("at") for fact in facts] == [alone.created_at, done.message.created_at]
    one, other = ({k: v for k, v in fact.items() if k not in {"id", "recorded_at"}} for fact in facts)
    assert one == other


def test_what_is_not_plain_is_left_out_and_the_others_are_written(room, other, mara, tomasz):
    """Each of these is for `send_message`, which says why not, or takes the longer way."""
    muted, banned, gone, stranger, paused = (chat.member(room) for _n in range(5))
    known = chat.message(room, tomasz, "Once.").cid
    Membership.objects.filter(party=muted).update(muted_until=now() + timedelta(hours=1))
    Membership.objects.filter(party=banned).update(banned_until=now() + timedelta(hours=1))
    Membership.objects.filter(party=gone).update(left_at=now())
    Membership.objects.filter(party=stranger).delete()
    moderation.pause(paused)
    twice = uuid.uuid4()
    drafts = [
        draft(room, mara, "kept 1"), draft(room, muted), draft(room, banned), draft(room, gone), draft(room, stranger), draft(room, paused),
        draft(room, tomasz, "Once.", cid=known), draft(room, mara, ""), draft(room, mara, "x" * 4001), draft(room, mara, "kept 2", cid=twice),
        draft(room, mara, "kept 2", cid=twice), actions.Draft(10**9, mara.user_id, uuid.uuid4(), "nowhere"), draft(other, mara, "kept 3"),
    ]  # fmt: skip
    written = [d.message.body_md if d else None for d in actions.send_together(drafts)]
    assert written == ["kept 1", *[None] * 8, "kept 2", None, None, "kept 3"]
    assert seqs(room) == [(1, "tomasz", "Once."), (2, "mara", "kept 1"), (3, "mara", "kept 2")]
    assert Interaction.objects.filter(kind="chat.sent").count() == 4


@pytest.mark.parametrize("change", [{"state": RoomState.LOCKED}, {"post_policy": PostPolicy.STAFF}, {"slow_mode_s": 30}])
def test_a_room_that_is_closed_or_slow_takes_nothing_from_a_batch(room, mara, tomasz, change):
    Room.objects.filter(pk=room.pk).update(**change)
    assert actions.send_together([draft(room, mara), draft(room, tomasz)]) == [None, None]
    assert Message.objects.count() == 0


def test_who_leaves_after_the_seats_were_read_writes_nothing_and_no_number_is_lost(room, mara, tomasz, monkeypatch):
    real = batches.queries.known_keys

    def leave_then_look(keys):
        actions.leave_room(chat.seat(room, mara))
        return real(keys)

    monkeypatch.setattr(batches.queries, "known_keys", leave_then_look)
    first, second = actions.send_together([draft(room, mara), draft(room, tomasz, "Stays")])
    assert (first, second.message.seq) == (None, 1)
    assert seqs(room) == [(1, "tomasz", "Stays")]
    assert Room.objects.get(pk=room.pk).last_seq == 1


def test_the_pace_holds_within_a_batch_and_what_was_not_written_is_not_counted(room, mara, monkeypatch):
    most = PACE[0][0]
    done = actions.send_together([draft(room, mara, str(n)) for n in range(most + 3)])
    assert [d is not None for d in done] == [True] * most + [False] * 3
    cache.clear()
    with monkeypatch.context() as broken:
        broken.setattr(batches.sequence, "take_many", lambda wanted, moment: [None] * len(wanted))
        assert actions.send_together([draft(room, mara) for _n in range(most)]) == [None] * most
    assert all(actions.send_together([draft(room, mara) for _n in range(most)]))


def test_when_the_database_refuses_one_nothing_of_the_batch_is_written_and_each_is_sent_by_itself(room, mara, tomasz, monkeypatch):
    cid = uuid.uuid4()
    real = batches.queries.known_keys

    def sent_behind_the_look(keys):
        found = real(keys)
        actions.send_message(chat.seat(room, tomasz), cid=cid, body="Twin")
        return found

    frames = [{"room": room.pk, "cid": str(uuid.uuid4()), "body": "Mine"}, {"room": room.pk, "cid": str(cid), "body": "Twin"}]
    asked = [(mara.user_id, frames[0]), (tomasz.user_id, frames[1])]
    with monkeypatch.context() as late:
        late.setattr(batches.queries, "known_keys", sent_behind_the_look)
        assert commands.send_many(asked) == [None, None]
    assert seqs(room) == [(1, "tomasz", "Twin")]
    alone = [commands.run("send", commands.caller_of(user), frame)[0] for user, frame in asked]
    assert [(a["op"], a["seq"], a["dup"]) for a in alone] == [("ack", 2, False), ("ack", 1, True)]
    assert Interaction.objects.filter(kind="chat.sent").count() == 2


def test_a_batch_of_any_size_asks_the_same_number_of_questions(room, mara, tomasz, monkeypatch):
    parties = [mara, tomasz, *(chat.member(room) for _n in range(8))]
    for size in (2, 10, 2):
        with CaptureQueriesContext(connection) as asked:
            assert all(actions.send_together([draft(room, party) for party in parties[:size]]))
        told = [q["sql"] for q in asked if not q["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT"))]
        assert len(told) == 6, told


def test_changes_of_a_batch_are_published_after_the_commit_each_with_its_number(room, mara, tomasz, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(bus, "send_all", sent.append)
    with django_capture_on_commit_callbacks() as waiting:
        actions.send_together([draft(room, mara), draft(room, tomasz)])
    assert sent == []
    for call in waiting:
        call()
    ((first, second),) = sent
    assert [(item["topic"], item["prev"], item["head"]) for item in (first, second)] == [(f"room:{room.pk}", 0, 1), (f"room:{room.pk}", 1, 2)]


def test_frames_no_client_of_ours_sends_and_answers_are_left_out(room, mara):
    good = {"room": room.pk, "cid": str(uuid.uuid4()), "body": "Good"}
    asked = [
        (None, good), (mara.user_id, {**good, "cid": "no"}), (mara.user_id, {**good, "room": True}), (mara.user_id, {**good, "body": 7}),
        (mara.user_id, {**good, "reply_to": 5}), (mara.user_id, {**good, "room": 2**63 - 1}), (mara.user_id, {}), (mara.user_id, good),
    ]  # fmt: skip
    answers = commands.send_many(asked)
    assert [a and a["op"] for a in answers] == [None] * 7 + ["ack"]


# --- many at once ----------------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_batches_of_several_processes_and_single_messages_share_rooms_without_gap_ring_or_loss(transactional_db):
    rooms = [chat.room(f"r{n}") for n in range(3)]
    parties = [chat.person() for _n in range(6)]
    for room in rooms:
        for party in parties:
            chat.join(room, party)

    def batch(order):
        return lambda: actions.send_together([draft(room, parties[order]) for room in (rooms if order % 2 else reversed(rooms))])

    def single(order):
        return lambda: [actions.send_message(chat.seat(room, parties[order]), cid=uuid.uuid4(), body="x") for room in rooms]

    for _round in range(3):
        results = together(batch(0), batch(1), batch(2), batch(3), single(4), single(5))
        assert not [r for r in results if isinstance(r, Exception)], results
        assert all(all(r) for r in results)
    for room in rooms:
        assert [seq for seq, _name, _body in seqs(room)] == list(range(1, 19))
        assert Room.objects.get(pk=room.pk).last_seq == 18


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_key_in_several_batches_at_once_is_one_message(transactional_db):
    room = chat.room("race")
    mara, tomasz = chat.member(room), chat.member(room)
    cid = uuid.uuid4()
    frames = [(mara.user_id, {"room": room.pk, "cid": str(cid), "body": "Once."}), (tomasz.user_id, {"room": room.pk, "cid": str(cid), "body": "Me"})]
    results = together(*(lambda: commands.send_many(frames) for _n in range(5)))
    assert not [r for r in results if isinstance(r, Exception)], results
    again = [commands.run("send", commands.caller_of(user), frame)[0] for user, frame in frames]
    assert [(a["op"], a["dup"]) for a in again] == [("ack", True), ("ack", True)]
    assert Counter(Message.objects.values_list("sender", flat=True)) == {mara.pk: 1, tomasz.pk: 1}
    assert Room.objects.get().last_seq == 2


@pytest.mark.slow
def test_many_sockets_that_speak_at_once_are_each_answered_right(server, transactional_db):
    """Writers, a repeat, a muted one and a text too long, in four languages' words, at the same moment."""
    room = chat.room("hall")
    parties = [chat.member(room) for _n in range(12)]
    Membership.objects.filter(party=parties[0]).update(muted_until=now() + timedelta(hours=1))
    cookies = [cookie_for(party.user) for party in parties]

    async def talk():
        async def one(n, cookie):
            async with opened(server, cookie, query="?lang=de" if n < 2 else "") as socket:
                await ready.wait()
                answers = []
                for line in range(4):
                    body = "x" * 5000 if n == 1 else f"{n}.{line}"
                    frame = {"op": "send", "room": room.pk, "cid": str(uuid.UUID(int=n * 100 + (0 if n == 2 else line))), "body": body if n != 2 else "same"}
                    await say(socket, rid=line, **frame)
                    answers.append(await hear(socket, rid=line))
                return answers

        ready = asyncio.Event()
        tasks = [asyncio.ensure_future(one(n, cookie)) for n, cookie in enumerate(cookies)]
        await asyncio.sleep(1.5)
        ready.set()
        return await asyncio.gather(*tasks)

    muted, long, repeated, *plain = asyncio.run(talk())
    assert [(a["code"], a["why"]) for a in muted] == [("forbidden", "muted")] * 4
    assert [list(a["fields"]) for a in long] == [["body"]] * 4
    assert [(a["op"], a["dup"]) for a in repeated] == [("ack", False)] + [("ack", True)] * 3
    assert all([a["op"] for a in answers] == ["ack"] * 4 for answers in plain)
    for answers in plain:
        numbers = [a["seq"] for a in answers]
        assert numbers == sorted(numbers)
    assert [seq for seq, _name, _body in seqs(room)] == list(range(1, 9 * 4 + 2))


# --- the queue -------------------------------------------------------------------------------------------------------
def gather(call, items, *, most=3):
    async def run():
        batches_ = InBatches(call, most=most)
        return await asyncio.gather(*(batches_.ask(item) for item in items), return_exceptions=True)

    return asyncio.run(run())


def test_items_are_answered_in_order_and_never_more_at_once_than_allowed():
    seen = []

    def call(items):
        seen.append(list(items))
        return [item * 10 for item in items]

    assert gather(call, range(8)) == [n * 10 for n in range(8)]
    assert seen == [[0, 1, 2], [3, 4, 5], [6, 7]]


def test_a_fault_is_told_to_its_batch_and_the_next_one_is_answered():
    def call(items):
        if 1 in items:
            raise DatabaseError("away")
        return items

    answers = gather(call, range(5))
    assert [str(a) for a in answers] == ["away", "away", "away", "3", "4"]
    assert isinstance(answers[0], DatabaseError)


def test_who_goes_away_while_he_waits_changes_nothing_for_the_others():
    async def run():
        waiting = InBatches(lambda items: items, most=10)
        tasks = [asyncio.ensure_future(waiting.ask(n)) for n in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        return found, await waiting.ask(7)

    (first, second, third), later = asyncio.run(run())
    assert (first, third, later) == (0, 2, 7)
    assert isinstance(second, asyncio.CancelledError)


def test_one_alone_goes_the_plain_way(room, mara, monkeypatch):
    monkeypatch.setattr(commands, "send_many", None)
    frame = {"room": room.pk, "cid": str(uuid.uuid4()), "body": "Alone"}
    (answer,) = consumers._send_all([("en", mara.user_id, frame)])
    assert (answer["op"], answer["seq"]) == ("ack", 1)
    assert queries.heads([room.pk]) == {room.pk: 1}
