"""The protocol on real sockets: frames, refusals, live delivery, who may listen and for how long."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from websockets.exceptions import InvalidStatus

from community.chat import actions
from community.chat.enums import RoomKind
from community.chat.models import Membership, Message, Room
from portal.core.clock import now
from tests.community.chat.talk import ask, closed_with, db, hear, heard_until_silence, opened, say, stays_open
from tests.factories import chat
from tests.portal.realtime.server import cookie_for

pytestmark = pytest.mark.slow


def run(scenario):
    return asyncio.run(scenario)


@pytest.fixture
def people(server):
    room = chat.room("bench")
    mara, tomasz = chat.member(room, handle="mara"), chat.member(room, handle="tomasz")
    return room, mara, tomasz, cookie_for(mara.user), cookie_for(tomasz.user)


def test_a_message_reaches_the_others_and_its_sender_with_its_key(server, people):
    room, _mara, _tomasz, maras, tomaszs = people
    cid = str(uuid.uuid4())

    async def scenario():
        async with opened(server, maras) as one, opened(server, tomaszs) as two:
            assert (await ask(one, op="sub", room=room.pk, after=None))["op"] == "snap"
            assert (await ask(two, op="sub", room=room.pk, after=None))["you"]["can_write"] is True
            await say(one, op="send", rid=7, room=room.pk, cid=cid, body="Hello **all**.", lang="en")
            got = await hear(two, op="chg")
            own = [await hear(one, op="chg"), None]
            return got, own[0]

    got, own = run(scenario())
    assert got == own
    assert (got["prev"], got["head"]) == (0, 1)
    message = got["changes"][0]
    assert (message["cid"], message["by"]["name"], message["html"]) == (cid, "mara", "<p>Hello <strong>all</strong>.</p>\n")


def test_the_acknowledgement_carries_number_and_key_and_a_repeat_is_marked(server, people):
    room, _mara, _tomasz, maras, _ = people
    cid = str(uuid.uuid4())

    async def scenario():
        async with opened(server, maras) as one:
            first = await ask(one, op="send", room=room.pk, cid=cid, body="Once.")
            second = await ask(one, op="send", room=room.pk, cid=cid, body="Once.")
            third = await ask(one, op="send", room=room.pk, cid=cid, body="Other.")
            return first, second, third

    first, second, third = run(scenario())
    assert (first["op"], first["seq"], first["dup"], first["cid"]) == ("ack", 1, False, cid)
    assert (second["op"], second["seq"], second["dup"]) == ("ack", 1, True)
    assert (third["op"], third["code"]) == ("err", "conflict")


def test_hello_tells_who_i_am_and_the_limits(server, people):
    _room, mara, _tomasz, maras, _ = people

    async def scenario():
        async with opened(server, maras) as one, opened(server) as visitor:
            return await ask(one, op="hello"), await ask(visitor, op="hello")

    mine, visitors = run(scenario())
    assert mine["user"] == {"id": mara.pk, "name": "mara"}
    assert (visitors["user"], visitors["limits"]["body"]) == (None, 4000)


def test_a_visitor_reads_a_public_room_live_and_cannot_write(server, people):
    room, _mara, _tomasz, maras, _ = people

    async def scenario():
        async with opened(server) as visitor, opened(server, maras) as one:
            snap = await ask(visitor, op="sub", room=room.pk, after=None)
            refused = await ask(visitor, op="send", room=room.pk, cid=str(uuid.uuid4()), body="Hi")
            await say(one, op="send", rid=1, room=room.pk, cid=str(uuid.uuid4()), body="Hello")
            return snap, refused, await hear(visitor, op="chg")

    snap, refused, change = run(scenario())
    assert (snap["you"]["why"], refused["code"], change["head"]) == ("sign_in", "sign_in", 1)
    assert Message.objects.count() == 1


def test_a_members_room_tells_strangers_nothing(server, people):
    room, _mara, _tomasz, maras, _tomaszs = people
    Room.objects.filter(pk=room.pk).update(kind=RoomKind.MEMBERS)
    stranger = cookie_for(chat.person().user)

    async def scenario():
        async with opened(server, stranger) as outside, opened(server) as visitor, opened(server, maras) as one:
            answers = [await ask(s, op=op, room=room.pk, after=None) for s in (outside, visitor) for op in ("sub", "sync", "history")]
            await say(one, op="send", rid=1, room=room.pk, cid=str(uuid.uuid4()), body="Among us")
            return answers, await heard_until_silence(outside), await heard_until_silence(visitor)

    answers, outside, visitor = run(scenario())
    assert [(a["op"], a["code"], a["why"]) for a in answers] == [("err", "forbidden", "members_only")] * 6
    assert (outside, visitor) == ([], [])


def test_catching_up_brings_exactly_what_is_missing(server, people):
    room, mara, _tomasz, maras, _ = people
    for n in range(3):
        chat.message(room, mara, f"Line {n}")

    async def scenario():
        async with opened(server, maras) as one:
            return await ask(one, op="sub", room=room.pk, after=1, epoch=str(room.epoch))

    answer = run(scenario())
    assert (answer["op"], answer["prev"], answer["head"], [m["seq"] for m in answer["changes"]]) == ("chg", 1, 3, [2, 3])


def test_what_another_process_wrote_is_delivered_within_two_seconds_without_any_bus(server, people):
    """This process's own writes never reach the server's hub: only its reconciler finds them."""
    room, mara, _tomasz, _maras, tomaszs = people

    async def scenario():
        async with opened(server, tomaszs) as two:
            await ask(two, op="sub", room=room.pk, after=None)
            await db(chat.message, room, mara, "From elsewhere")
            await db(chat.message, room, mara, "And again")
            last = 0
            while last < 2:
                frame = await hear(two, op="chg", seconds=4)
                assert frame["prev"] <= last
                last = frame["head"]
            return last

    assert run(scenario()) == 2


def test_edits_deletes_and_hiding_reach_open_screens(server, people, transactional_db):
    room, mara, _tomasz, maras, tomaszs = people
    moderator = chat.person(roles=("moderator",))
    message = chat.message(room, mara, "One")

    async def scenario():
        async with opened(server, maras) as one, opened(server, tomaszs) as two:
            await ask(two, op="sub", room=room.pk, after=None)
            edited = await ask(one, op="edit", id=message.pk, body="One!", base=1)
            seen = [await hear(two, op="chg")]
            stale = await ask(one, op="edit", id=message.pk, body="Two!", base=1)
            foreign = await ask(two, op="delete", id=message.pk)
            await ask(one, op="delete", id=message.pk)
            seen.append(await hear(two, op="chg"))
            other = await db(chat.message, room, mara, "Buy")
            await db(lambda: actions.hide_message(other, by=moderator.user, reason="spam"))
            while (last := await hear(two, op="chg"))["changes"][0]["gone"] != "hidden":
                continue
            seen.append(last)
            return edited, stale, foreign, seen

    edited, stale, foreign, seen = run(scenario())
    assert (edited["op"], edited["chg"]) == ("ack", 2)
    assert (stale["code"], stale["message"]["html"], stale["md"]) == ("stale", "<p>One!</p>\n", "One!")
    assert (foreign["code"], foreign["why"]) == ("forbidden", "not_yours")
    assert [frame["changes"][0]["gone"] for frame in seen] == ["", "deleted", "hidden"]


def test_typing_is_shown_to_others_and_not_repeated_within_three_seconds(server, people):
    room, mara, _tomasz, maras, tomaszs = people

    async def scenario():
        async with opened(server, maras) as one, opened(server, tomaszs) as two:
            await ask(one, op="sub", room=room.pk, after=None)
            await ask(two, op="sub", room=room.pk, after=None)
            for _n in range(3):
                await say(one, op="typing", room=room.pk)
            return [f for f in await heard_until_silence(two, 1) if f.get("kind") == "typing"]

    assert run(scenario()) == [{"op": "eph", "room": room.pk, "kind": "typing", "by": {"id": mara.pk, "name": "mara"}}]


def test_presence_names_who_comes_and_goes_once_a_person(server, people):
    room, mara, tomasz, maras, tomaszs = people

    async def scenario():
        async with opened(server, maras) as one:
            await ask(one, op="sub", room=room.pk, after=None)
            first = await hear(one, op="eph", seconds=5)
            async with opened(server, tomaszs) as two, opened(server, tomaszs) as again:
                await ask(two, op="sub", room=room.pk, after=None)
                await ask(again, op="sub", room=room.pk, after=None)
                came = await hear(one, op="eph", seconds=5)
            return first, came, await hear(one, op="eph", seconds=5)

    first, came, went = run(scenario())
    assert (first["n"], first["in"]) == (1, [{"id": mara.pk, "name": "mara"}])
    assert (came["n"], came["in"], came["out"]) == (2, [{"id": tomasz.pk, "name": "tomasz"}], [])
    assert (went["n"], went["in"], went["out"]) == (1, [], [tomasz.pk])


def test_a_reading_mark_goes_forward_and_reaches_the_readers_other_tab(server, people):
    room, mara, _tomasz, maras, _ = people
    for n in range(3):
        chat.message(room, mara, f"Line {n}")

    async def scenario():
        async with opened(server, maras) as one, opened(server, maras) as tab:
            await ask(tab, op="hello")
            first = await ask(one, op="read", room=room.pk, seq=2)
            quick = await ask(one, op="read", room=room.pk, seq=3)
            return first, quick, await hear(tab, op="eph")

    first, quick, told = run(scenario())
    assert (first["read"], quick["code"], told["read"]) == (2, "too_fast", 2)
    assert Membership.objects.get(room=room, party=mara).read_seq == 2


def test_leaving_a_members_room_ends_its_delivery_at_once(server, people):
    room, _mara, _tomasz, maras, tomaszs = people
    Room.objects.filter(pk=room.pk).update(kind=RoomKind.MEMBERS)

    async def scenario():
        async with opened(server, maras) as one, opened(server, tomaszs) as two:
            await ask(two, op="sub", room=room.pk, after=None)
            await say(two, op="leave", rid="r", room=room.pk)
            out = await hear(two, op="ctl")
            await ask(one, op="send", room=room.pk, cid=str(uuid.uuid4()), body="Among us")
            return out, await heard_until_silence(two, 2.5)

    out, after = run(scenario())
    assert (out["kind"], out["why"]) == ("out", "left")
    assert [f for f in after if f["op"] == "chg"] == []


# --- who may connect, and for how long -------------------------------------------------------------------------------
@pytest.mark.parametrize("origin", [None, "http://evil.example", "https://localhost.evil.example", "null", "file://", "http://", "http://localhost:notaport"])
def test_other_pages_may_not_open_a_socket(server, people, origin):
    async def scenario():
        with pytest.raises(InvalidStatus) as refused:
            async with opened(server, people[3], origin=origin):
                pass
        return refused.value.response.status_code

    assert run(scenario()) == 403


@pytest.mark.parametrize("origin", ["http://localhost", "http://localhost:8000", "http://127.0.0.1:9"])
def test_our_own_pages_may(server, people, origin):
    async def scenario():
        async with opened(server, origin=origin) as socket:
            return await stays_open(socket)

    assert run(scenario()) is True


def test_another_sub_protocol_or_path_is_refused(server, people):
    async def scenario():
        with pytest.raises(InvalidStatus):
            async with opened(server, protocol="portal.chat.v9"):
                pass
        with pytest.raises(InvalidStatus):
            async with opened(server, query="../other/"):
                pass

    run(scenario())


def test_a_ninth_socket_of_one_person_is_closed(server, people):
    maras = people[3]

    async def scenario():
        sockets = [await opened(server, maras) for _n in range(8)]
        for socket in sockets:
            await ask(socket, op="hello")
        ninth = await opened(server, maras)
        code = await closed_with(ninth)
        still = [await stays_open(socket) for socket in sockets]
        for socket in sockets:
            await socket.close()
        return code, still

    assert run(scenario()) == (4429, [True] * 8)


def end_by_logout(party):
    Session.objects.all().delete()


def end_by_ban(party):
    type(party.user).objects.filter(pk=party.user_id).update(is_active=False)


def end_by_role_change(party):
    from django.db.models import F

    type(party.user).objects.filter(pk=party.user_id).update(rights_version=F("rights_version") + 1)


def end_by_password_change(party):
    party.user.set_password("five patient brass whistles")
    party.user.save()


@pytest.mark.parametrize("end", [end_by_logout, end_by_ban, end_by_role_change, end_by_password_change])
def test_sockets_close_within_two_seconds_of_logout_ban_role_or_password_change_in_another_process(server, people, end):
    room, mara, _tomasz, maras, _ = people

    async def scenario():
        async with opened(server, maras) as one, opened(server) as visitor:
            await ask(one, op="sub", room=room.pk, after=None)
            await db(end, mara)
            code = await closed_with(one, seconds=2)
            return code, await stays_open(visitor)

    assert run(scenario()) == (4401, True)


def test_logging_out_over_http_closes_the_sockets_of_that_session_only(server, people):
    _room, mara, _tomasz, maras, _ = people
    second = cookie_for(mara.user)

    async def scenario():
        async with opened(server, maras) as one, opened(server, second) as other:
            await ask(one, op="hello")
            await db(lambda: Session.objects.filter(session_key=maras.partition("=")[2]).delete())
            return await closed_with(one, seconds=2), await stays_open(other)

    assert run(scenario()) == (4401, True)


def test_a_banned_member_is_put_out_and_told_until_when(server, people):
    room, mara, _tomasz, maras, _ = people

    async def scenario():
        async with opened(server, maras) as one:
            await ask(one, op="sub", room=room.pk, after=None)
            await db(lambda: Membership.objects.filter(room=room, party=mara).update(banned_until=now() + timedelta(hours=1)))
            return await ask(one, op="send", room=room.pk, cid=str(uuid.uuid4()), body="Still here")

    refused = run(scenario())
    assert (refused["code"], refused["why"], refused["until"] is not None) == ("forbidden", "banned", True)


def test_frames_above_64_kib_and_twenty_a_second_close_the_socket(server, people):
    async def scenario():
        async with opened(server) as large, opened(server) as quick:
            await large.send('{"op":"hello","x":"' + "a" * 65_000 + '"}')
            fits = (await hear(large))["op"]
            await large.send("x" * 70_000)
            codes = [await closed_with(large)]
            for _n in range(60):
                await say(quick, op="pong", t=1)
            codes.append(await closed_with(quick))
            return fits, codes

    assert run(scenario()) == ("ok", [1009, 4429])


def test_a_server_that_stops_says_bye_with_a_time_of_its_own_for_each(transactional_db):
    from tests.portal.realtime.server import Server

    async def scenario(server):
        sockets = [await opened(server) for _n in range(5)]
        for socket in sockets:
            await ask(socket, op="hello")
        stopping = asyncio.get_running_loop().run_in_executor(None, server.stop)
        byes = [await hear(socket, op="bye") for socket in sockets]
        codes = [await closed_with(socket) for socket in sockets]
        await stopping
        return byes, codes

    with Server() as server:
        byes, codes = run(scenario(server))
    assert {b["code"] for b in byes} == {"restart"}
    assert len({b["retry_after_ms"] for b in byes}) > 1
    assert all(0 <= b["retry_after_ms"] <= 20_000 for b in byes)
    assert codes == [1012] * 5
