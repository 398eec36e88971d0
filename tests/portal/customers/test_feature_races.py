"""What is noted while somebody counts is not lost, and nobody writes an older count over a newer one."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from portal.customers import timeline
from portal.customers.actions import features
from portal.customers.models import DirtyParty, PartyFeature
from tests.factories import customers
from tests.races import one_writer_at_a_time

pytestmark = [pytest.mark.django_db(transaction=True), one_writer_at_a_time]


@pytest.fixture
def party():
    made = customers.party()
    features.drain()
    return made


def counted_while_another_counts(party, monkeypatch):
    """One has counted and not yet written; meanwhile an act is done and another counts; then the first goes on."""
    counted, go_on = threading.Event(), threading.Event()
    real = features.count_anew

    def slow(*given):
        with transaction.atomic():
            if threading.current_thread().name == "first":
                return _late(*given)
            return real(*given)

    def _late(party_ids, day):
        sql, params = features.features.computed(day, list(party_ids))
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            row = dict(zip(features.features.COLUMNS, cursor.fetchone(), strict=True))
        counted.set()
        go_on.wait(3)
        PartyFeature.objects.filter(party_id=row["party_id"]).update(acts=row["acts"])
        return 1

    monkeypatch.setattr(features, "count_anew", slow)

    def first():
        try:
            features.bring_up_to_date(wait=True)
        finally:
            connection.close()

    timeline.record(party, "accounts.signed_up")
    thread = threading.Thread(target=first, name="first")
    thread.start()
    counted.wait(10)
    timeline.record(party, "accounts.signed_up")

    def second():
        try:
            features.bring_up_to_date(wait=True)
        finally:
            go_on.set()
            connection.close()

    other = threading.Thread(target=second, name="second")
    other.start()
    other.join(1.5)
    go_on.set()
    thread.join(10)
    other.join(10)
    return PartyFeature.objects.get(party=party).acts, party.interactions.filter(direction="in").count()


def test_the_newer_count_stays(party, monkeypatch):
    kept, true = counted_while_another_counts(party, monkeypatch)
    assert kept == true
    assert not DirtyParty.objects.exists()


def test_without_the_clock_the_older_count_is_written_over_it(party, monkeypatch):
    clock = features.FeatureClock.objects.get()

    @contextmanager
    def unheld(*, wait=True):
        with transaction.atomic():
            yield clock

    monkeypatch.setattr(features, "held_clock", unheld)
    kept, true = counted_while_another_counts(party, monkeypatch)
    assert kept < true


def test_who_does_not_wait_lets_another_count(party):
    timeline.record(party, "accounts.signed_up")
    seen = []

    def other():
        try:
            seen.append(features.bring_up_to_date())
        finally:
            connection.close()

    with features.held_clock():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
    assert seen == [0]
    assert features.bring_up_to_date() == 1
