"""Two merges of the same party at once, and merges and undos across each other. With the controls that show what the locks prevent."""

import threading
from itertools import pairwise

import pytest

from portal.customers.actions import merging
from portal.customers.models import MergeEdge, Party, PartyAlias
from portal.customers.queries import merging as edges
from tests.factories import customers
from tests.races import kinds, one_writer_at_a_time, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def rows():
    return {row.party_id: (row.canonical_id, row.edge_id) for row in PartyAlias.objects.all()}


def merge(survivor, loser):
    return merging.merge_parties(survivor, loser, by=None, reason="race")


def test_one_loser_is_merged_once():
    loser, *survivors = (customers.party() for _n in range(5))
    results = together(*(lambda s=s: merge(s, loser) for s in survivors))
    assert kinds(results) == ["AlreadyMergedError"] * 3 + ["MergeEdge"]
    assert rows() == edges.built()
    assert MergeEdge.objects.count() == 1


def test_without_the_look_and_the_unique_key_the_loser_would_be_two(monkeypatch):
    """The control: each merge believes that its loser is still alone, and its edge counts as undone for the key."""
    real = MergeEdge.objects.create
    monkeypatch.setattr(merging, "_roots", lambda *parties: {party.pk: party for party in parties})
    monkeypatch.setattr(merging, "_edge", lambda survivor, loser, by, **v: real(survivor=survivor, loser=loser, undone_at=v["at"], **v))
    monkeypatch.setattr(merging.PartyAlias.objects, "create", lambda **values: None)
    loser, *survivors = (customers.party() for _n in range(4))
    assert kinds(together(*(lambda s=s: merge(s, loser) for s in survivors))) == ["MergeEdge"] * 3
    assert MergeEdge.objects.filter(loser=loser).count() == 3


def test_two_who_swallow_each_other_do_so_once():
    one, other = customers.party(), customers.party()
    results = together(lambda: merge(one, other), lambda: merge(other, one))
    assert kinds(results) == ["AlreadyMergedError", "MergeEdge"]
    assert rows() == edges.built()


def test_a_chain_is_merged_in_any_order():
    parties = [customers.party() for _n in range(4)]
    together(*(lambda a=a, b=b: merge(a, b) for a, b in pairwise(parties)))
    assert rows() == edges.built()


def test_one_merge_is_undone_once():
    edge = merge(customers.party(), customers.party())
    results = together(*[lambda: merging.undo_merge(edge, by=None, reason="race")] * 3)
    assert kinds(results) == ["AlreadyUndoneError", "AlreadyUndoneError", "NoneType"]
    assert rows() == edges.built() == {}


def test_undos_within_one_component_leave_what_the_edges_say():
    parties = [customers.party() for _n in range(5)]
    made = [merge(a, b) for a, b in reversed(list(pairwise(parties)))]
    together(*(lambda e=e: merging.undo_merge(e, by=None, reason="race") for e in made[:3]))
    assert rows() == edges.built()
    assert len(rows()) == 1


@one_writer_at_a_time
def test_without_the_held_root_undos_would_leave_wrong_aliases(monkeypatch):
    """The control: both undos read the component before either writes, and the upper one, which read the longer tail, writes last."""
    parties = [customers.party() for _n in range(4)]
    lowest, middle, upper = [merge(a, b) for a, b in reversed(list(pairwise(parties)))]
    read, written, real, last = threading.Barrier(2), threading.Event(), edges.below, threading.local()
    monkeypatch.setattr(merging, "_held_root", lambda pk: PartyAlias.objects.get(party_id=pk).canonical_id)

    def below(*arguments):
        found = real(*arguments)
        read.wait(10)
        if getattr(last, "waits", False):
            written.wait(10)
        return found

    def undo_upper():
        last.waits = True
        merging.undo_merge(upper, by=None, reason="race")

    def undo_middle():
        merging.undo_merge(middle, by=None, reason="race")
        written.set()

    monkeypatch.setattr(merging.merging, "below", below)
    together(undo_upper, undo_middle)
    assert Party.objects.count() == 4
    assert edges.built() == {lowest.loser_id: (lowest.survivor_id, lowest.pk)}
    assert rows() != edges.built()
