"""The channel of a message: allowed before refused, liked before others, cheap before dear; every look is kept."""

from datetime import UTC, datetime

import pytest

from portal.customers.actions import consent, preferences
from portal.customers.models import Party
from portal.customers.queries.consent import current_text
from portal.messaging.channels.choice import choose, choose_many, in_words
from tests.factories import customers
from tests.factories import outgoing as factory

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
ALL = ("email", "sms", "letter", "phone", "fax")


def reader(*channels, agreed=()):
    party = customers.party()
    for channel in channels:
        point = factory.point(party, channel)
        if channel in agreed:
            consent.grant(point, "news", channel, source="preferences", text=current_text("news", "en"))
    return party


@pytest.mark.django_db
def test_the_cheapest_that_was_agreed_to_is_taken_and_each_look_is_kept():
    party = reader("sms", "letter", "email", agreed=("sms", "letter"))
    made = choose(party, "news", ALL, NOON)
    assert (made.channel, made.cost_minor, made.identifier.kind) == ("sms", 8, "phone")
    assert [(one["channel"], one["allowed"], one["reason"], one["cost"]) for one in made.considered] == [
        ("sms", True, "consent", 8), ("letter", True, "consent", 110), ("email", False, "no_consent", 0), ("phone", False, "no_consent", 350),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_way_the_customer_likes_goes_before_a_cheaper_one():
    party = reader("sms", "letter", agreed=("sms", "letter"))
    preferences.declare(party, {"channels.news": ["letter"]}, by=None)
    assert choose(party, "news", ALL, NOON).channel == "letter"


@pytest.mark.django_db
def test_a_way_the_customer_likes_but_did_not_agree_to_is_not_taken():
    party = reader("sms", "letter", agreed=("sms",))
    preferences.declare(party, {"channels.news": ["letter"]}, by=None)
    assert choose(party, "news", ALL, NOON).channel == "sms"


@pytest.mark.django_db
def test_where_nothing_may_be_sent_there_is_no_channel_but_a_reason():
    made = choose(reader("email"), "news", ALL, NOON)
    assert (made.channel, made.identifier, made.reason) == ("", None, "no_consent")
    nobody = choose(customers.party(), "news", ALL, NOON)
    assert (nobody.channel, nobody.considered, nobody.reason) == ("", [], "no_address")


@pytest.mark.django_db
def test_only_the_channels_asked_for_are_looked_at():
    party = reader("sms", "letter", agreed=("sms", "letter"))
    assert choose(party, "news", ["letter"], NOON).channel == "letter"
    assert choose(party, "news", [], NOON).considered == []


@pytest.mark.django_db
def test_what_is_owed_takes_the_cheapest_without_being_asked_for():
    assert choose(reader("letter", "email"), "service", ALL, NOON).channel == "email"


@pytest.mark.django_db
def test_choosing_asks_as_often_for_many_as_for_one(django_assert_num_queries):
    people = [reader("email", "sms", agreed=("email",)) for _ in range(6)]
    with django_assert_num_queries(20) as asked:
        choose_many([people[0].pk], "news", ["email", "sms"], NOON)
    with django_assert_num_queries(len(asked)):
        found = choose_many([one.pk for one in people], "news", ["email", "sms"], NOON)
    assert {one.channel for one in found.values()} == {"email"}
    assert len(found) == 6


@pytest.mark.django_db
def test_the_reasons_can_be_read():
    party = reader("sms", "letter", agreed=("sms", "letter"))
    told = in_words(choose(Party.objects.get(pk=party.pk), "news", ["sms", "letter"], NOON).as_kept())
    assert [(str(one["label"]), one["taken"], one["dearer"], one["price"]) for one in told] == [
        ("Text message", True, False, "€0.08"), ("Letter", False, True, "€1.10"),
    ]  # fmt: skip
    assert in_words({}) == []
