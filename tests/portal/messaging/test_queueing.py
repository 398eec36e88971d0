"""Queueing: once, on the channel that was chosen, with the reason kept."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.core import clock
from portal.customers.actions import consent, contacts
from portal.messaging.actions import mailings, queueing
from portal.messaging.actions.queueing import Row, on_the_clock_of
from portal.messaging.models import Mailing, Message
from portal.messaging.queries import messages as queries
from tests.factories import messages
from tests.races import kinds, together

pytestmark = pytest.mark.django_db


def draft(**more):
    return mailings.open_mailing("Spring", "news", by=None, **more)


def test_one_message_is_queued_with_the_reason_for_its_channel():
    words, party = messages.template("news", slug="hello"), messages.reader()
    message = queueing.send_message(party, "hello", channels=["email"])
    assert (message.state, message.channel, message.purpose, message.language, message.template_id) == ("queued", "email", "news", "en", words.pk)
    assert message.identifier == messages.address(party)
    assert message.choice["channel"] == "email"
    assert message.choice["considered"][0] | {"identifier": 0, "cost": 0, "preferred": False} == {
        "channel": "email", "identifier": 0, "allowed": True, "reason": "consent", "cost": 0, "preferred": False,
    }  # fmt: skip


def test_the_same_key_is_the_same_message():
    messages.template("news", slug="hello")
    party = messages.reader()
    first = queueing.send_message(party, "hello", channels=["email"], key="order:7")
    assert queueing.send_message(party, "hello", channels=["email"], key="order:7") == first
    assert Message.objects.count() == 1


def test_who_cannot_be_reached_gets_a_row_that_says_why():
    messages.template("news", slug="hello")
    refused = queueing.send_message(messages.reader(agreed=False), "hello", channels=["email"])
    nowhere = queueing.send_message(messages.parties.party(), "hello", channels=["email"])
    assert [(one.state, one.reason) for one in (refused, nowhere)] == [("skipped", "no_consent"), ("skipped", "no_address")]


def test_who_is_only_held_up_by_time_waits(settings):
    settings.ADVERTS_A_DAY = 1
    messages.template("news", slug="hello")
    party = messages.reader()
    contacts.note_contacts([contacts.Made(party.pk, "email", "news", "test:1", messages.address(party).pk)])
    message = queueing.send_message(party, "hello", channels=["email"])
    assert (message.state, message.identifier) == ("queued", messages.address(party))
    assert message.choice["considered"][0]["reason"] == "capped"


def test_a_mailing_takes_each_unit_and_each_address_once():
    words, made = messages.template(), draft()
    one, other, namesake = messages.reader(), messages.reader(), messages.reader()
    rows = [Row(one.pk, words.pk), Row(other.pk, words.pk, unit_id=one.pk), Row(namesake.pk, words.pk, unit_id=one.pk), Row(2**40, words.pk)]
    counts = queueing.queue_messages(made, rows, channels=["email"])
    assert (counts.queued, counts.unreachable, counts.doubled, counts.gone) == (1, 0, 2, 1)
    again = queueing.queue_messages(made, [Row(one.pk, words.pk), Row(other.pk, words.pk)], channels=["email"])
    assert (again.queued, again.doubled) == (1, 1)
    assert queries.progress(made) == {"queued": 2, "claimed": 0, "sent": 0, "failed": 0, "skipped": 0, "unknown": 0}


def test_one_address_of_two_people_gets_one_mail():
    words, made = messages.template(), draft()
    one = messages.reader(address="shared@mail.example")
    other = messages.parties.party()
    row = messages.customers.add_identifier(other, "email", "shared@mail.example", by=None, source="staff", shared=True)
    consent.grant(row, "news", "email", source="import", evidence={"test": True})
    counts = queueing.queue_messages(made, [Row(one.pk, words.pk), Row(other.pk, words.pk)], channels=["email"])
    assert (counts.queued, counts.doubled) == (1, 1)


def test_many_rows_take_as_many_questions_a_batch_as_few(django_assert_max_num_queries, monkeypatch):
    words, made = messages.template(), draft()
    people = [messages.reader() for _n in range(12)]
    with django_assert_max_num_queries(30):
        queueing.queue_messages(made, [Row(one.pk, words.pk) for one in people[:2]], channels=["email"])
    with django_assert_max_num_queries(30):
        queueing.queue_messages(made, [Row(one.pk, words.pk) for one in people[2:]], channels=["email"])
    assert Message.objects.count() == 12


def test_a_mailing_that_has_ended_takes_no_more():
    words, party, made = messages.template(), messages.reader(), draft()
    mailings.start_mailing(made, by=None)
    mailings.stop_mailing(made, by=None)
    with pytest.raises(queueing.MailingClosedError):
        queueing.queue_messages(made, [Row(party.pk, words.pk)])
    assert Message.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_queue_the_same_mailing_queue_it_once():
    words, made = messages.template(), draft()
    rows = [Row(messages.reader().pk, words.pk) for _n in range(5)]
    results = together(*[lambda: queueing.queue_messages(made, rows, channels=["email"]) for _n in range(3)])
    assert kinds(results) == ["Counts", "Counts", "Counts"]
    assert (sum(one.queued for one in results), sum(one.doubled for one in results), Message.objects.count()) == (5, 10, 5)


def test_sending_by_the_customers_clock():
    words, made = messages.template(), draft()
    people = {zone: messages.reader(time_zone=zone) for zone in ("Asia/Taipei", "Europe/Berlin", "America/New_York", "")}
    queueing.queue_messages(made, [Row(one.pk, words.pk) for one in people.values()], channels=["email"], local_start=datetime.fromisoformat("2026-12-01T09:00"))
    due = {zone: Message.objects.get(party=party).due_at for zone, party in people.items()}
    assert {zone: moment.astimezone(UTC).strftime("%H:%M") for zone, moment in due.items()} == {
        "Asia/Taipei": "01:00", "Europe/Berlin": "08:00", "America/New_York": "14:00", "": "08:00",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "shown", "utc"),
    [
        ("Europe/Berlin", "2026-03-29T02:30", "01:30"),  # the hour the clock skips: the one after it
        ("Europe/Berlin", "2026-10-25T02:30", "00:30"),  # the hour that comes twice: the first
        ("Europe/Berlin", "2026-07-01T09:00", "07:00"),
        ("Nowhere/Land", "2026-07-01T09:00", "07:00"),
        ("../../etc/passwd", "2026-07-01T09:00", "07:00"),
        ("\x00", "2026-07-01T09:00", "07:00"),
    ],
)
def test_clocks_that_change_and_zones_that_are_none(zone, shown, utc):
    assert on_the_clock_of(zone, datetime.fromisoformat(shown)).strftime("%H:%M") == utc


def test_mailings_move_only_as_they_may():
    made = draft()
    for refused in (mailings.pause_mailing, mailings.resume_mailing):
        with pytest.raises(mailings.MailingStateError):
            refused(made, by=None)
    mailings.start_mailing(made, by=None)
    with pytest.raises(mailings.MailingStateError):
        mailings.start_mailing(made, by=None)
    mailings.pause_mailing(made, by=None)
    mailings.resume_mailing(made, by=None)
    mailings.stop_mailing(made, by=None)
    with pytest.raises(mailings.MailingStateError):
        mailings.stop_mailing(made, by=None)
    assert Mailing.objects.get().state == "stopped"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_start_a_mailing_one_does():
    made = draft()
    results = together(*[lambda: mailings.start_mailing(Mailing.objects.get(pk=made.pk), by=None) for _n in range(4)])
    assert kinds(results) == ["MailingStateError"] * 3 + ["NoneType"]


def test_stopping_ends_what_waits():
    made = messages.mailing(messages.reader(), messages.reader())
    assert mailings.stop_mailing(made, by=None) == 2
    assert queries.reasons(made) == {("skipped", "stopped"): 2}


def test_advertising_cannot_be_declared_as_owed_and_late_cannot_lie_before_the_start():
    with pytest.raises(ValueError, match="owed"):
        draft(mailing_class="transactional")
    with pytest.raises(ValueError, match="latest"):
        draft(starts_at=clock.now(), latest_start_at=clock.now() - timedelta(hours=1))
    assert Mailing.objects.count() == 0
