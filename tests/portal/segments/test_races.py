"""Two who edit segments at once cannot close a circle between them."""

import threading
from contextlib import contextmanager, suppress

import pytest
from django.db import connection, transaction

from portal.segments import queries, trees
from portal.segments.actions import editing
from portal.segments.models import Segment
from tests.factories.segments import every
from tests.races import one_writer_at_a_time

pytestmark = [pytest.mark.django_db(transaction=True), one_writer_at_a_time]


def circles_closed(monkeypatch):
    """Two segments are changed at once to ask about each other; returns who was refused, and who asks about whom in the end."""
    made = {name: editing.create_segment(by=None, names={"en": name}, tree=every(), slug=name) for name in ("first", "second")}
    both_looked = threading.Barrier(2)
    real, refused = queries.circle, []

    def slow(code, tree):
        found = real(code, tree)
        with suppress(threading.BrokenBarrierError):  # the other waits for the clock and cannot look yet
            both_looked.wait(4)
        return found

    monkeypatch.setattr(queries, "circle", slow)

    def change(name, other):
        try:
            editing.change_segment(made[name], by=None, names={"en": name}, tree=every({"segment": other}))
        except trees.TreeError:
            refused.append(name)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=pair) for pair in (("first", "second"), ("second", "first"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    asking = {one.slug for one in Segment.objects.all() if trees.segments_in(trees.parse(one.tree))}
    return refused, asking


def test_one_of_two_who_would_close_a_circle_is_refused(monkeypatch):
    refused, asking = circles_closed(monkeypatch)
    assert len(refused) == 1
    assert asking == {"first", "second"} - set(refused)


def test_without_the_clock_both_are_saved(monkeypatch):
    @contextmanager
    def unheld():
        with transaction.atomic():
            yield None

    monkeypatch.setattr(editing, "held_clock", unheld)
    assert circles_closed(monkeypatch) == ([], {"first", "second"})
