"""The HTTP twin: the same answers as the socket's, with the status of each refusal; nothing is ever a 500."""

import json
import uuid
from importlib import import_module

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.chat import actions
from community.chat.enums import RoomKind
from community.chat.models import Membership, Message, Room
from tests.factories import chat

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def browser(mara):
    client = Client()
    client.force_login(mara.user)
    return client


def post(client, path, **data):
    return client.post(f"/en/community/{path}", json.dumps(data), content_type=JSON)


def get(client, path, **data):
    return client.get(f"/en/community/{path}", data, headers={"Accept": JSON})


def test_sending_answers_as_the_socket_does(room, mara, browser):
    cid = str(uuid.uuid4())
    first = post(browser, f"rooms/{room.pk}/send/", cid=cid, body="Hello")
    again = post(browser, f"rooms/{room.pk}/send/", cid=cid, body="Hello")
    other = post(browser, f"rooms/{room.pk}/send/", cid=cid, body="Else")
    assert (first.status_code, first.json()["op"], first.json()["seq"], first.json()["dup"]) == (200, "ack", 1, False)
    assert (again.status_code, again.json()["dup"]) == (200, True)
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert first.headers["Cache-Control"] == "private, no-store"


def test_refusals_have_the_status_of_the_table(room, browser, client):
    cid = str(uuid.uuid4())
    assert post(client, f"rooms/{room.pk}/send/", cid=cid, body="Hi").status_code == 401
    assert post(browser, f"rooms/{room.pk}/send/", cid="no", body="Hi").status_code == 400
    assert post(browser, f"rooms/{room.pk}/send/", cid=cid, body=" ").json()["fields"].keys() == {"body"}
    assert post(browser, "rooms/999999/send/", cid=cid, body="Hi").status_code == 404
    assert post(browser, f"rooms/{2**70}/send/", cid=cid, body="Hi").status_code == 400
    Room.objects.filter(pk=room.pk).update(state="locked")
    refused = post(browser, f"rooms/{room.pk}/send/", cid=cid, body="Hi")
    assert (refused.status_code, refused.json()["why"]) == (403, "locked")
    assert Message.objects.count() == 0


def test_too_fast_says_when_to_come_back(room, browser):
    codes = [post(browser, f"rooms/{room.pk}/send/", cid=str(uuid.uuid4()), body=f"Line {n}") for n in range(11)]
    assert [c.status_code for c in codes] == [200] * 10 + [429]
    assert int(codes[-1].headers["Retry-After"]) == codes[-1].json()["retry_after"] >= 1


def test_a_form_sends_and_returns_to_the_message(room, browser):
    answer = browser.post(f"/en/community/rooms/{room.pk}/send/", {"cid": str(uuid.uuid4()), "body": "Hello", "reply_to": "", "lang": "en"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/community/bench/#m1")


def test_a_visitors_form_is_led_to_sign_in(room, client):
    answer = client.post(f"/en/community/rooms/{room.pk}/send/", {"cid": str(uuid.uuid4()), "body": "Hello"})
    assert answer.status_code == 302
    assert "next=/en/community/bench/" in answer.headers["Location"]


def test_changes_are_the_sockets_catch_up(room, mara, browser):
    for n in range(3):
        chat.message(room, mara, f"Line {n}")
    answer = get(browser, f"rooms/{room.pk}/changes/", after=1, epoch=str(room.epoch)).json()
    assert (answer["op"], answer["prev"], answer["head"], [m["seq"] for m in answer["changes"]]) == ("chg", 1, 3, [2, 3])
    for damaged in ("", "x", "-1", "9" * 40, "1e5"):
        assert get(browser, f"rooms/{room.pk}/changes/", after=damaged).json()["op"] == "snap"
    assert get(browser, f"rooms/{room.pk}/changes/", after=9).json()["op"] == "resync"


def test_waiting_for_changes_ends_with_the_time_asked_for(room, browser):
    import time

    begun = time.monotonic()
    answer = get(browser, f"rooms/{room.pk}/changes/", after=0, wait=1).json()
    assert (answer["op"], answer["changes"], answer["poll_ms"]) == ("chg", [], 100)
    assert 0.4 < time.monotonic() - begun < 3


def test_when_no_place_to_wait_is_free_the_answer_comes_at_once(room, browser):
    views = import_module("community.chat.views.rooms")

    held = [views._waiting.acquire(blocking=False) for _n in range(2)]
    try:
        assert held == [True, True]
        assert get(browser, f"rooms/{room.pk}/changes/", after=0, wait=20).json()["poll_ms"] == 3000
    finally:
        for _n in held:
            views._waiting.release()


def test_history_editing_deleting_reading_joining_and_leaving(room, mara, browser):
    for n in range(3):
        chat.message(room, mara, f"Line {n}")
    page = get(browser, f"rooms/{room.pk}/history/", before=3).json()
    assert ([m["seq"] for m in page["messages"]], page["before"]) == ([1, 2], None)
    pk = page["messages"][0]["id"]
    source = get(browser, f"messages/{pk}/edit/").json()
    assert source == {"op": "source", "id": pk, "md": "Line 0", "base": 1}
    assert post(browser, f"messages/{pk}/edit/", body="Line zero", base=1).json()["chg"] == 4
    assert post(browser, f"messages/{pk}/edit/", body="Line null", base=1).status_code == 409
    assert post(browser, f"messages/{pk}/delete/").json()["message"]["gone"] == "deleted"
    assert post(browser, f"messages/{pk}/edit/", body="Back", base=5).status_code == 410
    assert get(browser, f"messages/{pk}/edit/").status_code == 410
    assert post(browser, f"rooms/{room.pk}/read/", seq=2).json() == {"op": "ok", "room": room.pk, "read": 2}
    assert post(browser, f"rooms/{room.pk}/leave/").json()["you"]["why"] == "join"
    assert post(browser, f"rooms/{room.pk}/join/").json()["you"]["can_write"] is True


def test_forms_edit_and_delete_and_come_back_to_the_room(room, mara, browser):
    message = chat.message(room, mara, "One")
    edited = browser.post(f"/en/community/messages/{message.pk}/edit/", {"body": "Two", "base": "1"})
    deleted = browser.post(f"/en/community/messages/{message.pk}/delete/", {"base": "2"})
    assert [(a.status_code, a.headers["Location"]) for a in (edited, deleted)] == [(303, "/en/community/bench/#m1")] * 2
    assert Message.objects.get().gone == "deleted"


def test_others_messages_cannot_be_opened_for_editing(room, tomasz, browser):
    message = chat.message(room, tomasz)
    assert get(browser, f"messages/{message.pk}/edit/").status_code == 403
    assert post(browser, f"messages/{message.pk}/delete/").status_code == 403
    assert get(browser, "messages/99999/edit/").status_code == 404
    assert get(Client(), f"messages/{message.pk}/edit/").status_code == 401


def test_a_members_room_is_closed_over_http_too(room, mara, client):
    chat.message(room, mara)
    Room.objects.filter(pk=room.pk).update(kind=RoomKind.MEMBERS)
    stranger = Client()
    stranger.force_login(chat.person().user)
    for who in (client, stranger):
        assert get(who, f"rooms/{room.pk}/history/").status_code == 403
        assert get(who, f"rooms/{room.pk}/changes/", after=0).status_code == 403
    assert get(stranger, f"messages/{Message.objects.get().pk}/edit/").status_code == 404


def test_refusals_speak_the_readers_language(room, browser):
    answer = browser.post(f"/de/community/rooms/{room.pk}/send/", "{}", content_type=JSON, headers={"Accept-Language": "de"})
    assert answer.status_code == 400


def test_posts_need_the_token_of_a_page(room, mara):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mara.user)
    assert post(strict, f"rooms/{room.pk}/send/", cid=str(uuid.uuid4()), body="Hi").status_code == 403


NASTY = st.one_of(
    st.text(max_size=80), st.integers(), st.floats(allow_nan=False), st.booleans(), st.none(), st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["\x00", "\ud800", "\u202e" * 50, "x" * 10_000, "9" * 400, str(uuid.uuid4()), 2**63, -1, 2**200, "١٢", "<script>", "'; --"]),
)  # fmt: skip
COMMANDS = ["rooms/{room}/send/", "rooms/{room}/read/", "rooms/{room}/join/", "rooms/{room}/leave/", "messages/{message}/edit/", "messages/{message}/delete/"]


@pytest.mark.slow
@given(
    command=st.sampled_from(COMMANDS), data=st.dictionaries(st.sampled_from(["cid", "body", "reply_to", "lang", "seq", "base", "room", "id"]), NASTY),
    as_form=st.booleans(),
)  # fmt: skip
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_command_with_any_fields_is_a_500(room, mara, browser, command, data, as_form):
    message = Message.objects.first() or chat.message(room, mara)
    path = f"/en/community/{command.format(room=room.pk, message=message.pk)}"
    if as_form:
        fields = {k: str(v).encode("utf-8", "replace").decode() for k, v in data.items()}
        answer = browser.post(path, fields, headers={"Accept": JSON})
    else:
        answer = browser.post(path, json.dumps(data), content_type=JSON)
    assert answer.status_code < 500
    assert answer.json()["op"] in {"ok", "ack", "err"}
    Membership.objects.filter(room=room, party=mara).update(left_at=None)


@pytest.mark.parametrize("body", [b"", b"[]", b"nope", b"\xff\xfe", b"[" * 100_000, b'{"body": NaN}', b'{"cid":' + b"9" * 5000 + b"}", b"{" + b" " * 70_000 + b"}"])
def test_damaged_bodies_are_bad_requests(room, browser, body):
    assert browser.post(f"/en/community/rooms/{room.pk}/send/", body, content_type=JSON).status_code == 400


def test_hiding_shows_the_author_why_over_http(room, mara, moderator, browser):
    message = chat.message(room, mara, "Buy")
    actions.hide_message(message, by=moderator.user, reason="spam", note="A shop.")
    own = get(browser, f"rooms/{room.pk}/history/").json()["messages"][0]
    others = get(Client(), f"rooms/{room.pk}/history/").json()["messages"][0]
    assert (own["gone"], own["mine"]["reason"]) == ("hidden", "spam")
    assert "mine" not in others
