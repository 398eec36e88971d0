"""Inboxes: everybody sees his own, once, and knows what is new."""

import pytest

from portal.messaging.channels.inbox import InboxChannel
from portal.messaging.enums import MessageState
from portal.messaging.models import InboxItem
from tests.factories import accounts, customers
from tests.factories import outgoing as factory


def lay(party, **fields):
    message = factory.outgoing(channel="inbox", party_id=party.pk, **fields)
    assert [InboxChannel().deliver([message])[0].state for _ in range(2)] == [MessageState.SENT] * 2
    return InboxItem.objects.get(reference=message.reference)


@pytest.mark.django_db
def test_a_message_lies_there_once_is_new_until_opened_and_says_its_words(client):
    user = accounts.user()
    item = lay(user.party, subject="Your *machine*", body="It is **ready**.")
    client.force_login(user)
    assert client.get("/me/inbox/unread/").json() == {"unread": 1}
    page = client.get(f"/en/me/inbox/{item.pk}/").content.decode()
    assert "It is <strong>ready</strong>." in page
    assert "Your *machine*" in page
    item.refresh_from_db()
    first = item.read_at
    client.get(f"/en/me/inbox/{item.pk}/")
    item.refresh_from_db()
    assert first is not None
    assert item.read_at == first
    assert client.get("/me/inbox/unread/").json() == {"unread": 0}


@pytest.mark.django_db
def test_looking_at_the_headers_alone_reads_nothing(client):
    user = accounts.user()
    item = lay(user.party)
    client.force_login(user)
    assert client.head(f"/en/me/inbox/{item.pk}/").status_code == 200
    item.refresh_from_db()
    assert item.read_at is None


@pytest.mark.django_db
def test_nobody_reads_or_puts_away_anothers_message(client):
    item = lay(customers.party())
    client.force_login(accounts.user())
    assert client.get(f"/en/me/inbox/{item.pk}/").status_code == 404
    client.post("/en/me/inbox/put-away/", {"item": item.pk})
    client.post("/en/me/inbox/put-away/", {"act": "read"})
    item.refresh_from_db()
    assert (item.read_at, item.archived_at) == (None, None)


@pytest.mark.django_db
def test_what_is_put_away_is_still_there_and_comes_back(client):
    user = accounts.user()
    first, second = lay(user.party, subject="First"), lay(user.party, subject="Second")
    client.force_login(user)
    client.post("/en/me/inbox/put-away/", {"item": [first.pk, "9" * 30, "x"], "act": "away"})
    assert [one.pk for one in client.get("/en/me/inbox/").context["page"].rows] == [second.pk]
    assert [one.pk for one in client.get("/en/me/inbox/?show=archived").context["page"].rows] == [first.pk]
    assert client.get(f"/en/me/inbox/{first.pk}/").status_code == 200
    client.post("/en/me/inbox/put-away/", {"item": first.pk, "act": "back"})
    assert [one.pk for one in client.get("/en/me/inbox/").context["page"].rows] == [second.pk, first.pk]


@pytest.mark.django_db
def test_a_message_without_a_customer_fails_and_stops_no_other():
    party = customers.party()
    outcomes = InboxChannel().deliver([factory.outgoing(channel="inbox"), factory.outgoing(channel="inbox", party_id=party.pk)])
    assert [one.state for one in outcomes] == [MessageState.FAILED, MessageState.SENT]


@pytest.mark.django_db
def test_visitors_are_asked_to_sign_in_and_have_nothing_unread(client):
    assert client.get("/en/me/inbox/").status_code == 302
    assert client.get("/me/inbox/unread/").json() == {"unread": 0}
