"""Two parties read as one and parted again: what changes, what never does, who is refused."""

import os
import random
import time

import pytest
from django.db import connection

from portal.accounts.roles import Role
from portal.core.clock import now
from portal.customers import actions, queries, timeline
from portal.customers.actions import merging
from portal.customers.enums import CandidateState, IdentifierKind, PartyKind, Source
from portal.customers.models import MatchCandidate, MergeEdge, PartyAlias
from portal.customers.queries import aliases
from portal.customers.queries import merging as edges
from tests.factories import accounts, customers

pytestmark = pytest.mark.django_db
SEQUENCES = int(os.environ.get("MERGE_SEQUENCES", "300"))
WHY = "The same person on the telephone."
LOG = {"customers_mergeedge", "customers_interaction", "accounts_auditentry"}
"""The edge and its log: the only tables that may differ after a merge that was undone."""
QUEUE = {"customers_dirtyparty", "sqlite_sequence"}
"""Work to be done by others, and SQLite's counters."""


def merge(survivor, loser, **options):
    return merging.merge_parties(survivor, loser, **{"by": None, "reason": WHY, **options})


def undo(edge):
    merging.undo_merge(edge, by=None, reason="It was the neighbour.")


def dump():
    with connection.cursor() as cursor:
        answer = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in QUEUE:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
                answer[table] = sorted(map(repr, cursor.fetchall()))
    return answer


def test_a_merge_and_its_undoing_leave_nothing_but_the_edge_and_its_log():
    agent = accounts.user(roles=[Role.AGENT])
    one, other, third = (accounts.user().party, customers.party(email="a@mail.example", facts={"city": "Ulm"}), customers.party())
    merge(other, third)
    timeline.record(other, "customers.opened", attrs={"source": "shop"})
    merging.note_candidate(one.pk, other.pk, score=0.8, weights={"name": 3.0}, rule="names")
    before = dump()
    edge = merge(one, other, by=agent)
    assert dump()["customers_partyalias"] != before["customers_partyalias"]
    assert MatchCandidate.objects.get().state == CandidateState.MERGED
    undo(edge)
    after = dump()
    assert {table for table in after if after[table] != before[table]} == LOG
    for table in LOG - {"customers_mergeedge"}:
        assert set(before[table]) < set(after[table])
    assert len(after["customers_mergeedge"]) == len(before["customers_mergeedge"]) + 1


def test_after_a_merge_both_are_read_and_nothing_has_moved():
    one, other = customers.party(), customers.party(email="b@mail.example", facts={"city": "Ulm"})
    timeline.record(other, "customers.renamed", attrs={"before": "a", "after": "b"})
    edge = merge(one, other)
    assert aliases.ids_of(one.pk) == aliases.ids_of(other.pk) == [one.pk, other.pk]
    assert queries.profile(one)["city"].value == "Ulm"
    assert other.identifiers.get().party_id == other.pk
    assert timeline.newest(aliases.ids_of(one.pk), own=True).filter(kind="customers.renamed").get().party_id == other.pk
    undo(edge)
    assert queries.profile(one) == {}
    assert aliases.ids_of(other.pk) == [other.pk]


def test_what_arrives_after_the_merge_parts_correctly_too():
    one, other = customers.party(), customers.party()
    edge = merge(one, other)
    timeline.record(other, "customers.renamed", attrs={"before": "a", "after": "late"})
    undo(edge)
    assert not timeline.newest([one.pk], own=True).filter(kind="customers.renamed").exists()
    assert timeline.newest([other.pk], own=True).filter(kind="customers.renamed").exists()


def test_a_merge_tells_staff_and_never_the_customer():
    agent = accounts.user(roles=[Role.AGENT])
    one, other = customers.party(), customers.party()
    undo(merge(one, other))
    assert [row.kind for row in timeline.newest([one.pk], viewer=agent)][:2] == ["customers.parted", "customers.merged"]
    assert not timeline.newest([one.pk], own=True).filter(kind__in=["customers.parted", "customers.merged"]).exists()


def refused(error, survivor, loser, **options):
    before = dump()
    with pytest.raises(error):
        merge(survivor, loser, **options)
    assert dump() == before


def test_only_roots_are_merged():
    one, other, third = (customers.party() for _n in range(3))
    merge(one, other)
    refused(merging.AlreadyMergedError, third, other)
    refused(merging.AlreadyMergedError, other, third)
    refused(merging.NotMergeableError, one, one)


def test_different_kinds_and_the_erased_are_never_one():
    person, home = customers.party(), customers.party(kind=PartyKind.HOUSEHOLD)
    refused(merging.NotMergeableError, person, home)
    gone = customers.party()
    type(gone).objects.filter(pk=gone.pk).update(erased_at=now())
    refused(merging.NotMergeableError, person, gone)


def number(party, value, system="till"):
    actions.add_identifier(party, IdentifierKind.EXTERNAL, value, by=None, source=Source.SHOP, system=system, verified_at=now())


def test_two_proved_numbers_of_one_system_are_merged_by_people_only():
    one, other, third = (customers.party() for _n in range(3))
    number(one, "K-1")
    number(third, "K-2")
    merge(other, third)
    refused(merging.ConflictError, one, other, automatic=True)
    assert merge(one, other).pk


def test_numbers_of_different_systems_are_no_conflict():
    one, other = customers.party(), customers.party()
    number(one, "K-1")
    number(other, "9", system="workshop")
    assert merge(one, other, automatic=True).pk


def test_two_logins_and_two_birthdays_are_merged_by_people_only():
    refused(merging.ConflictError, accounts.user().party, accounts.user().party, automatic=True)
    one, other = (customers.party(facts={"birth_date": day}) for day in ("1980-03-12", "1981-03-12"))
    refused(merging.ConflictError, one, other, automatic=True)


def test_never_the_same_is_remembered_for_all_who_are_read_as_one_and_can_be_lifted():
    one, other, third = (customers.party() for _n in range(3))
    row = merging.never_same(third, one, by=None, reason="Twins.")
    merge(other, third)
    refused(merging.NeverSameError, one, other)
    merging.lift_never(row, by=None, reason="A slip.")
    assert row.state == CandidateState.OPEN
    assert merge(one, other).pk


def test_who_is_read_as_one_cannot_be_never_the_same():
    one, other, third = (customers.party() for _n in range(3))
    merge(one, other)
    merge(one, third)
    with pytest.raises(merging.AlreadyMergedError):
        merging.never_same(other, third, by=None, reason="")


def test_what_is_decided_is_not_put_on_the_list_again():
    one, other = customers.party(), customers.party()
    merging.never_same(one, other, by=None, reason="Twins.")
    merging.note_candidate(other.pk, one.pk, score=0.97, weights={}, rule="names")
    row = MatchCandidate.objects.get()
    assert (row.state, row.score) == (CandidateState.NEVER, 0)


def test_a_merge_is_undone_once():
    edge = merge(customers.party(), customers.party())
    undo(edge)
    before = dump()
    with pytest.raises(merging.AlreadyUndoneError):
        undo(edge)
    assert dump() == before


def test_a_merge_below_another_is_undone_alone():
    top, middle, low, leaf = (customers.party() for _n in range(4))
    merge(low, leaf)
    edge = merge(middle, low)
    merge(top, middle)
    undo(edge)
    assert aliases.ids_of(top.pk) == [top.pk, middle.pk]
    assert aliases.ids_of(leaf.pk) == [low.pk, leaf.pk]


def test_who_was_known_first_survives_by_default():
    early, late = customers.party(), accounts.user().party
    assert edges.older_first(late, early) == edges.older_first(early, late) == (early, late)


def test_a_merged_login_still_signs_in_and_reads_everything(client):
    user = accounts.user()
    survivor = customers.party()
    timeline.record(survivor, "customers.renamed", attrs={"before": "a", "after": "earlier-life"})
    merge(survivor, user.party)
    client.force_login(user)
    page = client.get("/en/me/")
    assert page.status_code == 200
    assert "earlier-life" in page.content.decode()


def test_merging_asks_as_often_whatever_was_lived(django_assert_max_num_queries):
    def lived(acts):
        one, other = customers.party(), customers.party()
        for place in range(acts):
            timeline.record(other, "customers.renamed", attrs={"before": "a", "after": str(place)})
        return one, other

    for acts in (1, 300):
        one, other = lived(acts)
        with django_assert_max_num_queries(22):
            edge = merge(one, other)
        with django_assert_max_num_queries(20):
            undo(edge)


@pytest.mark.slow
def test_merge_and_undo_take_fifty_milliseconds_whatever_was_lived():
    one, other = customers.party(), customers.party()
    from portal.customers.models import Interaction

    Interaction.objects.bulk_create(
        Interaction(party=other, kind="customers.renamed", attrs={"before": "a", "after": str(n)}, source="test", key=f"life:{n}") for n in range(50_000)
    )
    spent = []
    for _round in range(20):
        started = time.process_time()  # other tests use the machine meanwhile
        edge = merge(one, other)
        middle = time.process_time()
        undo(edge)
        spent += [middle - started, time.process_time() - middle]
    assert sorted(spent)[37] <= 0.05


def test_damaged_aliases_are_put_right():
    one, other, third = (customers.party() for _n in range(3))
    edge = merge(one, other)
    assert merging.rebuild_aliases() == 0
    PartyAlias.objects.update(canonical=third)
    assert merging.rebuild_aliases() == 1
    assert edges.built() == {other.pk: (one.pk, edge.pk)}
    assert aliases.canonical_id(other.pk) == one.pk


def rows():
    return {row.party_id: (row.canonical_id, row.edge_id) for row in PartyAlias.objects.all()}


@pytest.mark.slow
def test_any_sequence_of_merges_and_undos_is_what_the_live_edges_say(monkeypatch):
    """Random sequences over six parties, two thousand of them with MERGE_SEQUENCES=2000. What only tells of the merge is left out, for speed."""
    monkeypatch.setattr(merging.timeline, "record", lambda *a, **k: None)
    monkeypatch.setattr(merging.audit, "note", lambda *a, **k: None)
    dice = random.Random(7)
    parties = [customers.party() for _n in range(6)]
    done = {"merged": 0, "refused": 0, "undone": 0}
    for _sequence in range(SEQUENCES):
        for _step in range(dice.randint(3, 8)):
            live = list(MergeEdge.objects.filter(undone_at=None))
            if live and dice.random() < 0.4:
                undo(dice.choice(live))
                done["undone"] += 1
                continue
            try:
                merge(*dice.sample(parties, 2))
                done["merged"] += 1
            except merging.AlreadyMergedError:
                done["refused"] += 1
        assert rows() == edges.built()
        for party in parties:
            assert party.pk in aliases.ids_of(party.pk)
        if dice.random() < 0.3:
            PartyAlias.objects.all().delete()
            MergeEdge.objects.all().delete()
    assert min(done.values()) > SEQUENCES // 4
