"""What moderation decided holds in the rooms at once, and open screens are told."""

import uuid

import pytest

from community.chat import actions, refusals
from community.chat.models import Message
from community.moderation import actions as moderation
from community.moderation.models import Sanction
from portal.accounts import events
from portal.core.events import announce
from portal.realtime import bus
from tests.factories import chat

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(monkeypatch):
    """What would leave this process for the sockets."""
    sent: list[dict] = []
    monkeypatch.setattr(bus, "send_all", sent.extend)
    return sent


def test_who_is_silenced_reads_why_and_until_when_and_writes_nothing(room, mara, moderator):
    moderation.silence_party(mara, by=moderator.user, hours=2, reason="spam", note="A shop.")
    with pytest.raises(refusals.Forbidden) as refused:
        chat.message(room, mara)
    assert (refused.value.why, refused.value.more["until"] is not None, Message.objects.count()) == ("silenced", True, 0)
    moderation.lift_sanction(Sanction.objects.get(), by=moderator.user)
    assert chat.message(room, mara).seq == 1


def test_a_pause_in_one_room_leaves_the_others_open(room, mara, moderator):
    other = chat.room()
    chat.join(other, mara)
    moderation.silence_party(mara, by=moderator.user, hours=2, reason="spam", place=room)
    with pytest.raises(refusals.Forbidden):
        chat.message(room, mara)
    assert chat.message(other, mara).seq == 1


def test_who_is_silenced_may_still_take_back_what_he_wrote(room, mara, moderator):
    message = chat.message(room, mara)
    moderation.silence_party(mara, by=moderator.user, hours=2, reason="spam")
    assert actions.delete_message(message, by=mara).message.gone == "deleted"


def test_open_screens_of_the_silenced_are_told(room, mara, moderator, published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        moderation.silence_party(mara, by=moderator.user, hours=2, reason="spam")
    told = [item for item in published if item.get("topic") == f"user:{mara.user_id}"]
    assert len(told) == 1
    assert '"why":"silenced"' in told[0]["text"]
    assert f'"room":{room.pk}' in told[0]["text"]


@pytest.mark.parametrize(("signal", "facts"), [(events.rights_changed, {}), (events.sessions_ended, {"session_keys": ["abc"]})])
def test_what_accounts_announce_makes_every_process_look_at_the_users_sockets(mara, published, signal, facts, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        announce(signal, user_id=mara.user_id, **facts)
    assert {"kind": "check", "user": mara.user_id} in published


def test_a_send_is_published_once_after_the_commit_and_not_when_it_is_refused(room, mara, published, django_capture_on_commit_callbacks):
    cid = uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        actions.send_message(chat.seat(room, mara), cid=cid, body="Once.")
        actions.send_message(chat.seat(room, mara), cid=cid, body="Once.")
    assert [(i["prev"], i["head"]) for i in published if i["kind"] == "change"] == [(0, 1)]
    published.clear()
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(refusals.Conflict):
        actions.send_message(chat.seat(room, mara), cid=cid, body="Other.")
    assert published == []
