"""What is counted of customers follows every act, merge and undoing, and equals counting anew."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from portal.core.clock import now
from portal.customers import actions, timeline, triggers
from portal.customers.actions import features
from portal.customers.enums import Direction, Source
from portal.customers.models import DirtyParty, FeatureClock, PartyFeature
from portal.customers.queries import features as counting
from tests.factories import customers, segments

pytestmark = pytest.mark.django_db


@pytest.fixture
def party():
    made = customers.party()
    features.drain()
    return made


def test_every_watched_table_has_its_triggers():
    assert triggers.missing(connection) == []


def test_an_act_notes_its_party_and_counting_takes_the_note_off(party):
    timeline.record(party, "accounts.signed_up")
    assert list(DirtyParty.objects.values_list("party_id", flat=True)) == [party.pk]
    assert features.bring_up_to_date() == 1
    assert not DirtyParty.objects.exists()
    assert party.feature.acts == PartyFeature.objects.get(party=party).acts
    assert features.bring_up_to_date() == 0


@pytest.mark.parametrize("change", ["fact", "language", "identifier", "relation"])
def test_whatever_changes_of_a_party_notes_it(party, change):
    if change == "fact":
        actions.state_fact(party, "city", "Kiel", by=None, source=Source.STAFF)
    elif change == "language":
        type(party).objects.filter(pk=party.pk).update(language="de")
    elif change == "identifier":
        actions.add_identifier(party, "email", "ann@example.org", by=None, source=Source.STAFF)
    else:
        other = customers.party(kind="household")
        DirtyParty.objects.all().delete()
        actions.relate(party, "household_member", other, by=None)
    assert party.pk in DirtyParty.objects.values_list("party_id", flat=True)


def test_a_merge_counts_the_acts_of_both_and_its_undoing_parts_them(party):
    other = customers.party()
    timeline.record(other, "accounts.signed_up", at=now() - timedelta(days=40))
    timeline.record(party, "accounts.signed_up", direction=Direction.OUT)
    features.drain()
    before = {row["party_id"]: row for row in PartyFeature.objects.values()}
    edge = segments.merge(party, other)
    features.drain()
    joined = PartyFeature.objects.get()
    assert (joined.party_id, joined.acts, joined.contacts) == (party.pk, before[other.pk]["acts"] + before[party.pk]["acts"], 1)
    assert joined.first_seen_at == before[other.pk]["first_seen_at"]
    segments.part(edge)
    features.drain()
    assert {row["party_id"]: row for row in PartyFeature.objects.values()} == before


def test_what_was_corrected_does_not_count(party):
    first = timeline.record(party, "accounts.signed_up")
    features.drain()
    acts = party.feature.acts
    timeline.record(party, "accounts.signed_up", corrects=first)
    features.drain()
    assert PartyFeature.objects.get(party=party).acts == acts


def test_windows_turn_with_the_day(party):
    day = counting.site_today()
    timeline.record(party, "chat.sent", attrs={"room": "Hall", "message": 1}, at=now() - timedelta(days=30))
    features.drain()
    assert (PartyFeature.objects.get(party=party).talk, PartyFeature.objects.get(party=party).talk_30) == (1, 1)
    assert features.turn_day(day + timedelta(days=1))["differing"] == 0
    assert FeatureClock.objects.get().counted_on == day + timedelta(days=1)
    assert (PartyFeature.objects.get(party=party).talk, PartyFeature.objects.get(party=party).talk_30) == (1, 0)


def test_the_nightly_check_finds_what_was_tampered_with_and_mends_it(party):
    right = PartyFeature.objects.values().get()
    PartyFeature.objects.update(acts=99)
    assert features.turn_day()["differing"] == 1
    assert PartyFeature.objects.values().get() == right
    assert features.turn_day()["differing"] == 0


def test_a_day_begins_at_midnight_of_the_site_also_when_clocks_change(settings):
    from portal.segments.windows import midnight

    settings.TIME_ZONE = "Europe/Berlin"
    assert midnight(date(2026, 3, 29)) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert midnight(date(2026, 3, 30)) == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert midnight(date(2026, 10, 26)) == datetime(2026, 10, 25, 23, tzinfo=UTC)
