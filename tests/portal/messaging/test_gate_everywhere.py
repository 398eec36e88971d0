"""Every sender is fired with consent withdrawn: nothing leaves. With the controls that show that something would."""

import time

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from portal.accounts import tasks
from portal.accounts.letterbox import Letterbox
from portal.accounts.models import Letter
from portal.customers import gate, links
from portal.customers.actions import consent
from portal.messaging.actions import queueing
from portal.messaging.channels.base import Outcome, channels
from portal.messaging.models import Message
from portal.messaging.sender import Sender
from tests.factories import customers as parties
from tests.factories import messages as factory
from tests.factories import outgoing

pytestmark = pytest.mark.django_db
WAYS = ["email", "inbox", "push", "sms", "phone", "letter", "fax"]


@pytest.fixture
def left(monkeypatch, settings):
    """What left, by whichever channel; no quiet hours stand in the way."""
    settings.QUIET_HOURS = ""
    gone = []

    def deliver(lot):
        gone.extend(message.reference for message in lot)
        return [Outcome.sent(message) for message in lot]

    for channel in channels:
        monkeypatch.setattr(channel, "deliver", deliver)
    return gone


def queued(way):
    party = parties.party(billed_name="Mara Lindqvist")
    row = outgoing.point(party, way)
    consent.grant(row, "news", way, source="import", evidence={"list": "2024"})
    return row, queueing.send_message(party, outgoing.template(purpose="news").slug, channels=[way])


def send():
    with Sender() as sender:
        sender.round()


def test_every_channel_there_is_is_fired_below():
    assert sorted(channel.slug for channel in channels) == sorted(WAYS)


@pytest.mark.parametrize("way", WAYS)
def test_what_was_agreed_to_leaves_and_what_was_withdrawn_after_it_was_queued_does_not(way, left):
    row, message = queued(way)
    other, withdrawn = queued(way) if way not in {"sms", "phone", "fax", "letter"} else (row, message)
    consent.withdraw(other, "news", way, source="preferences")
    send()
    withdrawn.refresh_from_db()
    assert (withdrawn.state, withdrawn.reason) == ("skipped", "withdrawn")
    assert len(left) == (1 if other != row else 0)


@pytest.mark.parametrize("way", WAYS)
def test_with_the_gate_open_the_same_would_leave(way, left, monkeypatch):
    row, _message = queued(way)
    consent.withdraw(row, "news", way, source="preferences")
    yes = gate.Verdict(allowed=True, reason=gate.Reason.CONSENT)
    monkeypatch.setattr(gate, "verdicts", lambda ids, *rest, **more: dict.fromkeys(ids, yes))
    send()
    assert len(left) == 1


def test_one_click_while_a_mailing_runs_stops_what_is_claimed_and_written_already(left, monkeypatch):
    """The message is claimed, sorted and written; the button is pressed; within a second, and here at once, it does not leave."""
    people = [factory.reader() for _ in range(5)]
    made = factory.mailing(*people)
    real, took = Sender._written, []

    def written(self, numbers):
        ready = real(self, numbers)
        for party in people:
            begun = time.monotonic()
            Client(enforce_csrf_checks=True).post(
                links.unsubscribe_url(factory.address(party), "news", "email", "").removeprefix("http://localhost:8000"),
                {"List-Unsubscribe": "One-Click"},
            )
            took.append(time.monotonic() - begun)
        return ready

    monkeypatch.setattr(Sender, "_written", written)
    send()
    assert (left, factory.states(made)) == ([], {"skipped": 5})
    assert set(Message.objects.values_list("reason", flat=True)) == {"withdrawn"}
    assert max(took) < 1


def test_the_way_out_is_counted_once_for_the_message_that_carried_it(django_capture_on_commit_callbacks):
    party = factory.reader()
    factory.mailing(party)
    message = Message.objects.get()
    url = links.unsubscribe_url(factory.address(party), "news", "email", f"messaging.message:{message.pk}")
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            Client().post(url.removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"})
    assert [event.kind for event in message.events.all()] == ["unsubscribed"]


def post(address):
    Letterbox().send_messages([EmailMessage("Your code", "123456", "house@mail.example", [address])])
    return Letter.objects.get().pk


@pytest.mark.parametrize(("reason", "leaves"), [("bounce", 0), ("staff", 0), ("complaint", 1), (None, 1)])
def test_a_letter_of_the_account_leaves_where_it_can_arrive(mailoutbox, settings, reason, leaves):
    settings.MAIL_CARRIER = "django.core.mail.backends.locmem.EmailBackend"
    if reason:
        consent.suppress("Somebody@mail.example", "email", reason=reason)
    tasks.send_letter.func(post("somebody@mail.example"))
    assert (len(mailoutbox), Letter.objects.count()) == (leaves, 0)


def test_a_letter_to_several_leaves_to_those_it_can_reach(mailoutbox, settings):
    settings.MAIL_CARRIER = "django.core.mail.backends.locmem.EmailBackend"
    consent.suppress("gone@mail.example", "email", reason="bounce")
    Letterbox().send_messages(
        [EmailMessage("News", "x", "house@mail.example", ["Gone <gone@mail.example>", "Here <here@mail.example>", "root@localhost"])]
    )
    tasks.send_letter.func(Letter.objects.get().pk)
    assert [message.to for message in mailoutbox] == [["Here <here@mail.example>", "root@localhost"]]
