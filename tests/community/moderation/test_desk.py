"""The moderators' pages: plain forms, hostile text as text, constant queries, damaged input is answered kindly."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.chat.models import Message
from community.moderation import actions
from community.moderation.forms import DecisionForm, DismissForm, ReportForm, SilenceForm
from community.moderation.models import ModerationLog, Report, ReviewItem, Sanction
from tests.factories import chat, moderation

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> \u202eevil {{ 7|add:7 }} <img src=x onerror=alert(1)>"


@pytest.fixture
def moderator(client):
    user = moderation.moderator(handle="noor")
    client.force_login(user)
    return user


@pytest.mark.parametrize("path", ["", "?show=done", "sanctions/", "log/", "?after=damaged&done=x", "?done=99999999999999999999", f"?done={'9' * 5000}"])
def test_every_page_is_there_when_empty_and_when_full(client, moderator, path):
    assert client.get(f"/desk/moderation/{path}").status_code == 200
    item = moderation.item()
    actions.hide_target(item, by=moderator, reason="spam")
    moderation.pause(chat.person(), by=moderator)
    moderation.item()
    assert client.get(f"/desk/moderation/{path}").status_code == 200


def test_hostile_text_is_shown_as_text(client, moderator):
    item = moderation.item(of=moderation.message(body=HOSTILE), note=HOSTILE)
    for path in ("/desk/moderation/", f"/desk/moderation/{item.pk}/"):
        page = client.get(path).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt; evil {{ 7|add:7 }}" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_case_shows_what_stands_around_it_and_the_history_of_its_author_but_no_address(client, moderator):
    room = chat.room("bench")
    author, other = chat.member(room, email="secret@mail.example"), chat.member(room)
    for n in range(3):
        chat.message(room, other, f"before {n}")
    message = chat.message(room, author, "the one")
    for n in range(4):
        chat.message(room, other, f"after {n}")
    moderation.pause(author, by=moderator, reason="rude")
    page = client.get(f"/desk/moderation/{moderation.item(of=message).pk}/").content.decode()
    for text in ("before 0", "before 2", "the one", "after 0", "after 2", "Rude or hurtful", author.public_name):
        assert text in page
    assert "after 3" not in page
    assert "secret@mail.example" not in page


def test_a_whole_case_without_javascript(client, moderator):
    item = moderation.item()
    answer = client.post(f"/desk/moderation/{item.pk}/claim/", follow=True)
    assert "In your hand until" in answer.content.decode()
    answer = client.post(f"/desk/moderation/{item.pk}/hide/", {"hide-reason": "spam", "hide-note": "No shops."}, follow=True)
    page = answer.content.decode()
    assert "Hidden. The author reads the reason." in page
    assert Message.objects.get().hidden_note == "No shops."
    entry = ModerationLog.objects.get(action="hidden")
    assert f"/desk/moderation/log/{entry.pk}/undo/" in page
    answer = client.post(f"/desk/moderation/log/{entry.pk}/undo/", follow=True)
    assert "Taken back. It is as it was before." in answer.content.decode()
    assert Message.objects.get().state == "visible"
    answer = client.post(f"/desk/moderation/{item.pk}/silence/", {"silence-reason": "rude", "silence-hours": "24", "silence-everywhere": "on"}, follow=True)
    assert "is paused" in answer.content.decode()
    answer = client.post(f"/desk/moderation/sanctions/{Sanction.objects.get().pk}/lift/", follow=True)
    assert "can write again" in answer.content.decode()
    answer = client.post(f"/desk/moderation/{item.pk}/dismiss/", follow=True)
    assert "Left as it is." in answer.content.decode()
    assert ReviewItem.objects.get().outcome == "dismissed"


def test_what_a_colleague_holds_can_be_looked_at_only(client, moderator):
    item = moderation.item()
    actions.claim_item(item, by=moderation.moderator(handle="mara"))
    page = client.get(f"/desk/moderation/{item.pk}/").content.decode()
    assert "mara has this in hand until" in page
    assert "hide-reason" not in page
    answer = client.post(f"/desk/moderation/{item.pk}/hide/", {"hide-reason": "spam"}, follow=True)
    assert "mara has this in hand just now." in answer.content.decode()
    assert Message.objects.get().state == "visible"


def test_a_missing_reason_and_a_wrong_length_of_time_are_said_and_nothing_is_done(client, moderator):
    item = moderation.item()
    assert client.post(f"/desk/moderation/{item.pk}/hide/", {"hide-reason": "no-such", "hide-note": "kept"}).status_code == 400
    answer = client.post(f"/desk/moderation/{item.pk}/silence/", {"silence-reason": "rude", "silence-hours": "9999", "silence-note": "kept here"})
    assert answer.status_code == 400
    assert "kept here" in answer.content.decode()
    assert (Message.objects.get().state, Sanction.objects.count()) == ("visible", 0)


@pytest.mark.parametrize("address", ["9223372036854775808/", "999/", "log/9223372036854775808/undo/", "sanctions/999/lift/"])
def test_numbers_of_nothing_are_not_found(client, moderator, address):
    ask = client.post if "/" in address[:-1] else client.get
    assert ask(f"/desk/moderation/{address}", follow=True).status_code == 404


def test_the_report_form_says_what_became_of_it(client):
    message, reader = moderation.message(body=HOSTILE), chat.person()
    address = f"/en/community/messages/{message.pk}/report/"
    assert client.get(address).status_code == 302
    client.force_login(reader.user)
    assert "<script>alert" not in client.get(address).content.decode()
    assert client.post(address, {"note": "no reason"}).status_code == 400
    answer = client.post(address, {"reason": "spam", "note": "A shop"}, follow=True)
    assert "A moderator looks at it" in answer.content.decode()
    assert "You have reported this message" in client.post(address, {"reason": "rude"}).content.decode()
    assert Report.objects.count() == 1
    client.force_login(message.sender.user)
    assert client.get(address).status_code == 403


def test_a_message_of_a_members_room_cannot_be_reported_by_strangers(client):
    message = moderation.message(room=chat.room(kind="members"))
    client.force_login(chat.person().user)
    assert client.get(f"/en/community/messages/{message.pk}/report/").status_code == 404
    assert client.get("/en/community/messages/9223372036854775808/report/").status_code == 404


values = st.text(max_size=300) | st.sampled_from(["\x00", "\ud800", "spam", "24", "on", "9" * 400, HOSTILE, "ä" * 10_000])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.sampled_from(["reason", "note", "hours", "everywhere"]), values))
@pytest.mark.parametrize("form", [ReportForm, DecisionForm, DismissForm, SilenceForm])
def test_no_input_breaks_a_form(form, data):
    made = form(data)
    if made.is_valid():
        note = made.cleaned_data["note"]
        assert "\x00" not in note
        assert len(note) <= 1000
    else:
        assert str(made.errors)
