"""Calls: one person calls at a time, what came of it is a fact, nobody is forgotten."""

import threading
from datetime import timedelta

import pytest

from portal.core.clock import now
from portal.customers import gate
from portal.customers.actions import consent, preferences
from portal.customers.models import Contact, Interaction
from portal.customers.queries.preferences import preferences_of
from portal.messaging import sender
from portal.messaging.actions import calls, queueing
from portal.messaging.channels.telephone import TelephoneChannel
from portal.messaging.enums import CALL_LEASE, CallState
from portal.messaging.models import CallTask
from portal.messaging.queries import desk
from tests.factories import accounts, customers
from tests.factories import outgoing as factory
from tests.factories.consent import agreed
from tests.races import kinds, one_writer_at_a_time, together


def task(party=None, **fields):
    party = party or customers.party()
    message = factory.outgoing(channel="phone", address="+49301234567", party_id=party.pk, **fields)
    assert [TelephoneChannel().deliver([message])[0].state for _ in range(2)] == ["sent", "sent"]
    return CallTask.objects.get(reference=message.reference)


@pytest.mark.django_db
def test_a_call_is_taken_made_and_noted_on_the_timeline():
    one, agent = task(), accounts.user(roles=("agent",))
    calls.claim_call(one, by=agent)
    calls.finish_call(one, outcome="reached", note="Glad.", by=agent)
    fact = Interaction.objects.get(kind="messaging.called")
    assert (one.state, one.outcome, one.note, one.tries) == (CallState.DONE, "reached", "Glad.", 1)
    assert (fact.party, fact.channel, fact.direction, fact.attrs) == (one.party, "phone", "out", {"subject": "A word", "outcome": "reached"})


@pytest.mark.django_db
def test_who_has_not_taken_a_call_can_neither_note_it_nor_give_it_back():
    one, mine, other = task(), accounts.user(roles=("agent",)), accounts.user(roles=("agent",))
    calls.claim_call(one, by=mine)
    for act in (lambda: calls.claim_call(one, by=other), lambda: calls.finish_call(one, outcome="reached", by=other), lambda: calls.give_back_call(one, by=other)):
        with pytest.raises(calls.CallTakenError):
            act()
    one.refresh_from_db()
    assert (one.state, one.claimed_by, Interaction.objects.filter(kind="messaging.called").count()) == (CallState.CLAIMED, mine, 0)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_the_same_call_at_once_one_has_it():
    one, agents = task(), [accounts.user(roles=("agent",)) for _ in range(4)]
    results = together(*[lambda agent=agent: calls.claim_call(one, by=agent) for agent in agents])
    assert kinds(results) == ["CallTakenError"] * 3 + ["CallTask"]


@pytest.mark.django_db
def test_a_customer_with_two_calls_is_not_called_by_two_people():
    party = customers.party()
    first, second = task(party), task(party)
    mine, other = accounts.user(roles=("agent",)), accounts.user(roles=("agent",))
    calls.claim_call(first, by=mine)
    with pytest.raises(calls.CallTakenError):
        calls.claim_call(second, by=other)
    second.refresh_from_db()
    assert second.state == CallState.OPEN
    assert calls.claim_call(second, by=mine).claimed_by == mine


def both_at_once():
    """How many of two calls to one customer two people hold who took them at the same moment."""
    party = customers.party()
    tasks, agents = [task(party), task(party)], [accounts.user(roles=("agent",)) for _ in range(2)]
    together(*[lambda one=one, agent=agent: calls.claim_call(one, by=agent) for one, agent in zip(tasks, agents, strict=True)])
    return CallTask.objects.filter(party=party, state=CallState.CLAIMED).count()


@pytest.mark.django_db(transaction=True)
def test_two_calls_to_one_customer_taken_at_the_same_moment_go_to_one_person():
    assert [both_at_once() for _ in range(5)] == [1] * 5


@one_writer_at_a_time
@pytest.mark.django_db(transaction=True)
def test_without_waiting_for_each_other_both_would_call(monkeypatch):
    slow = threading.Barrier(2)
    monkeypatch.setattr(calls, "_one_at_a_time", lambda party_id: slow.wait(5))
    assert max(both_at_once() for _ in range(20)) == 2


@pytest.mark.django_db
def test_a_call_somebody_forgot_comes_back():
    one, mine, other = task(), accounts.user(roles=("agent",)), accounts.user(roles=("agent",))
    calls.claim_call(one, by=mine)
    assert list(desk.due_calls()) == []
    CallTask.objects.update(claimed_at=now() - CALL_LEASE - timedelta(seconds=1))
    assert list(desk.due_calls()) == [one]
    assert calls.claim_call(one, by=other).claimed_by == other


@pytest.mark.django_db
def test_nobody_there_is_tried_three_times_and_no_more():
    one, agent = task(), accounts.user(roles=("agent",))
    states = []
    for _ in range(3):
        calls.claim_call(one, by=agent)
        calls.finish_call(one, outcome="no_answer", by=agent)
        states.append(one.state)
    assert states == [CallState.OPEN, CallState.OPEN, CallState.DONE]
    assert Interaction.objects.filter(kind="messaging.called").count() == 3


def queued(purpose="offers", **zone):
    """A call that came through the sender, to a customer who agreed to be called, while nothing was quiet."""
    row = agreed(factory.point(customers.party(**zone), "phone"), purpose, "phone")
    message = queueing.send_message(row.party, factory.template(purpose=purpose).slug, channels=["phone"])
    sender.send_due()
    return row, CallTask.objects.get(message=message)


@pytest.fixture
def awake(settings):
    settings.QUIET_HOURS = ""


@pytest.mark.django_db
def test_a_consent_taken_back_while_the_call_waits_takes_the_call_off_the_list(awake):
    row, one = queued()
    agent = accounts.user(roles=("agent",))
    assert calls.claim_call(one, by=agent).state == CallState.CLAIMED  # its own contact does not cap it
    calls.give_back_call(one, by=agent)
    consent.withdraw(row, "offers", "phone", source="link")
    with pytest.raises(calls.NotNowError, match="withdrawn"):
        calls.claim_call(one, by=agent)
    one.refresh_from_db()
    message = one.message
    assert (one.state, one.outcome, one.claimed_by) == (CallState.DONE, "forbidden", None)
    assert (message.state, message.reason, Contact.objects.count()) == ("skipped", "withdrawn", 0)


@pytest.mark.django_db
def test_nobody_is_called_in_his_quiet_hours_and_the_call_comes_back_after_them(awake):
    row, one = queued()
    preferences.declare(row.party, {"quiet": {"from": "00:00", "to": "23:59"}}, by=None)
    agent = accounts.user(roles=("agent",))
    if not gate.may_send(row, "offers", "phone").allowed:  # but for the one minute of the day
        with pytest.raises(calls.NotNowError):
            calls.claim_call(one, by=agent)
        one.refresh_from_db()
        assert (one.state, one.due_at > now(), list(desk.due_calls())) == (CallState.OPEN, True, [])


@pytest.mark.django_db
def test_who_says_no_on_the_telephone_gets_no_more_calls_and_keeps_his_text_messages(awake):
    row, one = queued()
    agreed(row, "offers", "sms")
    agent = accounts.user(roles=("agent",))
    calls.claim_call(one, by=agent)
    calls.finish_call(one, outcome="refused", by=agent)
    verdicts = [gate.may_send(row, purpose, channel) for purpose, channel in (("offers", "phone"), ("community", "phone"), ("service", "phone"))]
    assert [one.reason for one in verdicts] == ["withdrawn", "objected", "contract"]
    assert gate.verdicts([row.pk], "offers", "sms")[row.pk].reason in {"consent", "capped"}


@pytest.mark.django_db
def test_a_wrong_number_is_taken_off_and_an_answered_call_confirms_the_wish_to_be_called(awake):
    agent = accounts.user(roles=("agent",))
    row, one = queued()
    preferences.declare(row.party, {"channels.offers": ["phone"]}, by=None, at=now() - timedelta(days=800))
    assert preferences_of(row.party).stale == ["channels.offers"]
    calls.claim_call(one, by=agent)
    calls.finish_call(one, outcome="reached", by=agent)
    assert preferences_of(row.party).stale == []
    other, second = queued()
    calls.claim_call(second, by=agent)
    calls.finish_call(second, outcome="wrong", by=agent)
    assert gate.may_send(other, "service", "phone").reason == "ended"


@pytest.mark.django_db
def test_the_desk_says_kindly_why_a_call_is_off_the_list(client, awake):
    row, one = queued()
    consent.withdraw(row, "offers", "phone", source="link")
    client.force_login(accounts.user(roles=("agent",)))
    answer = client.post(f"/desk/messages/calls/{one.pk}/take/", follow=True)
    assert "The customer withdrew his consent. The call is off the list." in answer.content.decode()
    assert b"forbidden" not in client.get(f"/desk/messages/calls/{task().pk}/").content


@pytest.mark.django_db
def test_the_desk_takes_notes_and_lists_calls_with_the_same_number_of_queries(client, django_assert_max_num_queries):
    agent, first = accounts.user(roles=("agent",)), task()
    client.force_login(agent)
    client.post(f"/desk/messages/calls/{first.pk}/take/")
    assert client.post(f"/desk/messages/calls/{first.pk}/", {"outcome": "", "note": "x" * 3000}).status_code == 200
    assert client.post(f"/desk/messages/calls/{first.pk}/", {"outcome": "refused", "note": "No."}).status_code == 302
    first.refresh_from_db()
    assert (first.state, first.outcome) == (CallState.DONE, "refused")
    task()
    client.get("/desk/messages/calls/")
    with django_assert_max_num_queries(8):
        client.get("/desk/messages/calls/")
    task(), task()
    with django_assert_max_num_queries(8):
        client.get("/desk/messages/calls/")
