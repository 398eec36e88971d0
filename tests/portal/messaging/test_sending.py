"""Sending: claimed, looked at again, handed over, marked; withdrawn consent is in force at once; nothing is doubled."""

from datetime import timedelta

import pytest
from django.core import mail

from portal.core import clock
from portal.customers.actions import consent, contacts
from portal.customers.models import Contact, Interaction
from portal.messaging import references, sender
from portal.messaging.actions import mailings, queueing, sending
from portal.messaging.channels.base import Channel, Outcome, channels
from portal.messaging.models import Mailing, Message
from tests.factories import messages
from tests.races import one_writer_at_a_time, together

pytestmark = pytest.mark.django_db


class Recorder(Channel):
    """A channel that takes what it is given, or says what it is told to say."""

    slug, label, icon, cost_minor = "email", "E-mail", "mail", 0

    def __init__(self):
        self.taken, self.answer, self.before = [], None, None

    def deliver(self, lot):
        if self.before:
            self.before(lot)
        self.taken += lot
        return [self.answer(one) if self.answer else Outcome.sent(one) for one in lot]


@pytest.fixture
def taker(monkeypatch):
    made = Recorder()
    monkeypatch.setitem(channels._things, "email", made)
    return made


def send():
    return sender.send_due(seconds=30)


def test_a_mailing_is_sent_once_noted_and_told(taker):
    people = [messages.reader() for _n in range(3)]
    made = messages.mailing(*people)
    assert send() == 3
    assert send() == 0
    assert sorted(one.address for one in taker.taken) == sorted(messages.address(one).value_raw for one in people)
    assert messages.states(made) == {"sent": 3}
    assert Contact.objects.filter(purpose="news", channel="email").count() == 3
    facts = Interaction.objects.filter(kind="messaging.sent")
    assert sorted(facts.values_list("party_id", flat=True)) == sorted(one.pk for one in people)
    assert {(one.channel, one.direction, one.attrs["title"]) for one in facts} == {("email", "out", "News of the house")}
    made.refresh_from_db()
    assert made.state == "done"
    assert made.finished_at is not None


def test_the_mail_names_itself_and_how_to_end_it(taker):
    made = messages.mailing(messages.reader())
    send()
    message, row = taker.taken[0], Message.objects.get()
    assert message.rfc_message_id == references.rfc_message_id(row.pk)
    assert references.number_of(message.rfc_message_id) == row.pk
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.headers["List-Unsubscribe"].startswith("<http")
    assert message.headers["List-Id"] == f"<news.{references.mail_domain()}>"
    assert message.headers["Auto-Submitted"] == "auto-generated"
    assert message.headers["Feedback-ID"].startswith(f"{made.pk}:news:")


def test_what_is_owed_carries_no_way_out(taker):
    messages.mailing(messages.reader("service"), purpose="service")
    send()
    assert "List-Unsubscribe" not in taker.taken[0].headers
    assert "List-Id" not in taker.taken[0].headers


@pytest.mark.parametrize("forged", ["m1.00000000000000000000", "m1", "", "m99999999999999999999.0123456789abcdef0123", "x" * 50_000])
def test_a_forged_reference_names_nothing(forged):
    assert references.number_of(forged) is None


def test_who_withdrew_after_queueing_gets_nothing(taker):
    people = [messages.reader(), messages.reader()]
    made = messages.mailing(*people)
    consent.withdraw(messages.address(people[0]), "news", "email", source="preferences")
    send()
    assert [one.party_id for one in taker.taken] == [people[1].pk]
    assert Message.objects.get(party=people[0]).reason == "withdrawn"
    assert messages.states(made) == {"sent": 1, "skipped": 1}


def test_who_withdraws_after_the_claim_gets_nothing_either(taker, monkeypatch):
    people = [messages.reader(), messages.reader()]
    messages.mailing(*people)
    look = sending.hand_over

    def withdrawn_just_before(own, numbers):
        consent.withdraw(messages.address(people[0]), "news", "email", source="one_click")
        assert Message.objects.get(party=people[0]).state == "claimed"
        return look(own, numbers)

    monkeypatch.setattr(sending, "hand_over", withdrawn_just_before)
    send()
    assert [one.party_id for one in taker.taken] == [people[1].pk]
    assert Contact.objects.filter(party=people[0]).count() == 0


def test_without_the_last_look_he_would_get_it(taker, monkeypatch):
    party = messages.reader()
    messages.mailing(party)

    def no_look(own, numbers):
        consent.withdraw(messages.address(party), "news", "email", source="one_click")
        return numbers

    monkeypatch.setattr(sending, "hand_over", no_look)
    send()
    assert len(taker.taken) == 1


def test_between_two_looks_lies_less_than_a_second_of_sending(taker, monkeypatch):
    """A slow server: each lot ends in time, and who withdraws meanwhile is left out of the next."""
    people = [messages.reader() for _n in range(40)]
    messages.mailing(*people)
    ticks = [0.0]
    monkeypatch.setattr(sender.time, "monotonic", lambda: ticks[0])
    last = people[-1]

    def slowly(lot):
        ticks[0] += 0.1 * len(lot)
        assert 0.1 * len(lot) <= 1
        if ticks[0] > 1:
            consent.withdraw(messages.address(last), "news", "email", source="one_click")

    taker.before = slowly
    with sender.Sender() as one:
        one.batch(Mailing.objects.get().pk)
    assert last.pk not in {message.party_id for message in taker.taken}
    assert len(taker.taken) == 39


def test_quiet_hours_and_caps_put_it_off(taker, settings):
    settings.ADVERTS_A_DAY = 1
    party = messages.reader()
    contacts.note_contacts([contacts.Made(party.pk, "email", "news", "test:1", messages.address(party).pk)])
    messages.mailing(party)
    send()
    row = Message.objects.get()
    assert (row.state, row.claim, taker.taken) == ("queued", None, [])
    assert timedelta(hours=23) < row.due_at - clock.now() <= timedelta(days=1)


def test_one_person_gets_one_of_two_advertisements_under_a_cap(taker, settings):
    settings.ADVERTS_A_DAY = 1
    party = messages.reader()
    messages.mailing(party)
    messages.mailing(party)
    send()
    assert len(taker.taken) == 1
    assert messages.states() == {"sent": 1, "queued": 1}


def test_late_messages_and_those_of_a_stopped_mailing_are_skipped(taker):
    made = messages.mailing(messages.reader(), starts_at=clock.now() - timedelta(hours=5), latest_start_at=clock.now() - timedelta(hours=1))
    send()
    assert taker.taken == []
    assert Message.objects.get(mailing=made).reason == "late"


def test_nothing_of_a_draft_a_paused_or_a_future_mailing_leaves(taker):
    messages.mailing(messages.reader(), start=False)
    paused = messages.mailing(messages.reader())
    mailings.pause_mailing(paused, by=None)
    messages.mailing(messages.reader(), starts_at=clock.now() + timedelta(hours=1))
    assert send() == 0
    mailings.resume_mailing(paused, by=None)
    assert send() == 1


def test_a_pause_frees_what_is_claimed(taker, monkeypatch):
    made = messages.mailing(messages.reader(), messages.reader())
    look = sending.hand_over

    def paused_just_before(own, numbers):
        mailings.pause_mailing(Mailing.objects.get(), by=None) if Mailing.objects.get().state == "running" else None
        return look(own, numbers)

    monkeypatch.setattr(sending, "hand_over", paused_just_before)
    send()
    assert taker.taken == []
    assert messages.states(made) == {"queued": 2}


def test_a_refusal_for_now_is_tried_again_later_and_not_counted_as_contact(taker):
    made = messages.mailing(messages.reader())
    taker.answer = lambda one: Outcome.failed(one, "temporary", detail="451 later", again=True)
    send()
    row = Message.objects.get()
    assert (row.state, row.tries, row.reason, row.claim) == ("queued", 1, "temporary", None)
    assert row.due_at > clock.now() + timedelta(seconds=50)
    assert Contact.objects.count() == 0
    for _try in range(10):
        Message.objects.filter(state="queued").update(due_at=clock.now())
        send()
    row.refresh_from_db()
    assert (row.state, row.tries, row.reason) == ("failed", 8, "gave_up")
    assert messages.states(made) == {"failed": 1}


def test_a_carrier_that_is_away_costs_no_try(taker):
    messages.mailing(messages.reader(), messages.reader())

    def away(lot):
        raise ConnectionRefusedError

    taker.before = away
    send()
    assert {(row.state, row.tries, row.claim) for row in Message.objects.all()} == {("queued", 0, None)}
    assert Contact.objects.count() == 0
    Message.objects.update(due_at=clock.now())
    taker.before = None
    assert send() == 2


def test_an_address_that_is_no_more_is_written_to_no_more(taker):
    party = messages.reader()
    messages.mailing(party)
    taker.answer = lambda one: Outcome.failed(one, "no_mailbox", detail="550 5.1.1", gone=True)
    send()
    taker.answer = None
    messages.mailing(party)
    assert [row.reason for row in Message.objects.order_by("pk")] == ["no_mailbox", "suppressed"]
    assert len(taker.taken) == 1


def test_a_message_that_cannot_be_written_holds_up_no_other(taker):
    words = messages.template(body="Hello {campaign.nothing}")
    party = messages.reader()
    broken = queueing.send_message(party, words.slug, channels=["email"])
    messages.mailing(messages.reader())
    send()
    broken.refresh_from_db()
    assert broken.state == "failed"
    assert len(taker.taken) == 1


def test_the_share_of_a_minute_is_kept_by_two_senders_together(monkeypatch, taker):
    moment = clock.now().replace(second=7, microsecond=5)
    monkeypatch.setattr("portal.messaging.actions.mailings.now", lambda: moment)
    made = messages.mailing(*[messages.reader() for _n in range(9)], per_minute=4)
    with sender.Sender() as one, sender.Sender() as other:
        assert [one.batch(made.pk), other.batch(made.pk), one.batch(made.pk)] == [4, 0, 0]
        monkeypatch.setattr("portal.messaging.actions.mailings.now", lambda: moment + timedelta(minutes=1))
        assert [other.batch(made.pk), one.batch(made.pk)] == [4, 0]
    assert len(taker.taken) == 8


def test_a_share_that_was_not_used_is_given_back(monkeypatch, taker):
    moment = clock.now().replace(second=7, microsecond=5)
    monkeypatch.setattr("portal.messaging.actions.mailings.now", lambda: moment)
    people = [messages.reader() for _n in range(6)]
    made = messages.mailing(*people, per_minute=3)
    for party in people[:3]:
        consent.withdraw(messages.address(party), "news", "email", source="one_click")
    with sender.Sender() as one:
        assert [one.batch(made.pk), one.batch(made.pk), one.batch(made.pk)] == [3, 3, 0]
    assert messages.states(made) == {"skipped": 3, "sent": 3}


@pytest.mark.parametrize("rows", [2, 30])
def test_a_lot_asks_as_often_for_many_as_for_few(taker, rows, django_assert_max_num_queries):
    made = messages.mailing(*[messages.reader() for _n in range(rows)])
    with sender.Sender() as one:
        one._turns["email"] = 100
        with django_assert_max_num_queries(75):
            one.batch(made.pk)
    assert len(taker.taken) == rows


@one_writer_at_a_time
@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_each_gets_others(taker):
    made = messages.mailing(*[messages.reader() for _n in range(20)])
    senders = [sender.Sender() for _n in range(4)]
    taken = together(*[lambda one=one: sending.claim(one.id, made.pk, 7) for one in senders])
    numbers = [number for lot in taken for number in lot]
    assert len(numbers) == len(set(numbers)) == 20


@one_writer_at_a_time
@pytest.mark.django_db(transaction=True)
def test_two_senders_find_no_room_under_one_cap_together(taker, settings):
    settings.ADVERTS_A_DAY = 1
    people = [messages.reader() for _n in range(5)]
    made = [messages.mailing(*people), messages.mailing(*people)]
    senders = [sender.Sender(), sender.Sender()]
    together(*[lambda one=one, what=what: one.batch(what.pk) for one, what in zip(senders, made, strict=True)])
    assert sorted(one.party_id for one in taker.taken) == sorted(one.pk for one in people)


def test_the_outbox_takes_a_mailing_where_nothing_is_set_up(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    messages.mailing(messages.reader(), messages.reader())
    assert send() == 2
    files = sorted(settings.OUTBOX_DIR.glob("*.eml"))
    assert len(files) == 2
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in files[0].read_bytes()


def test_any_mail_backend_can_be_the_carrier(settings):
    settings.MAIL_CARRIER = "django.core.mail.backends.locmem.EmailBackend"
    messages.mailing(messages.reader())
    send()
    assert mail.outbox[0].extra_headers["Message-ID"] == references.rfc_message_id(Message.objects.get().pk)
    assert messages.states() == {"sent": 1}
