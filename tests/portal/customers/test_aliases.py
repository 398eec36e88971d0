"""Who is read as whom, and for which household he stands."""

import pytest

from portal.customers import actions
from portal.customers.enums import PartyKind, RelationRole
from portal.customers.models import MergeEdge, PartyAlias
from portal.customers.queries import aliases
from portal.customers.queries.parties import by_number
from tests.factories import customers

pytestmark = pytest.mark.django_db


def alias(party, canonical):
    edge = MergeEdge.objects.create(survivor=canonical, loser=party, reason="test")
    PartyAlias.objects.create(party=party, canonical=canonical, edge=edge)


@pytest.fixture
def three():
    root, second, third = customers.party(), customers.party(), customers.party()
    alias(second, root)
    alias(third, root)
    return root, second, third


def test_a_party_that_was_never_merged_is_itself():
    party = customers.party()
    assert aliases.canonical_id(party.pk) == party.pk
    assert aliases.canonical(party) is party
    assert aliases.ids_of(party.pk) == [party.pk]
    assert aliases.canonical_ids([party.pk]) == {party.pk: party.pk}


def test_all_of_one_are_read_together_whoever_is_asked(three):
    root, second, third = three
    for one in three:
        assert aliases.ids_of(one.pk) == [root.pk, second.pk, third.pk]
        assert aliases.canonical_id(one.pk) == root.pk
        assert aliases.canonical(one) == root
    assert aliases.members_of([root.pk]) == {root.pk: [root.pk, second.pk, third.pk]}


def test_many_are_asked_at_once(three, django_assert_num_queries):
    root, second, third = three
    other = customers.party()
    with django_assert_num_queries(1):
        assert aliases.canonical_ids([second.pk, other.pk]) == {second.pk: root.pk, other.pk: other.pk}
    with django_assert_num_queries(1):
        assert aliases.canonical_ids([root.pk, second.pk, third.pk, other.pk])[third.pk] == root.pk
    with django_assert_num_queries(1):
        assert len(aliases.ids_of(third.pk)) == 3


def household(*members):
    made = customers.party(kind=PartyKind.HOUSEHOLD, handle="")
    return made, [actions.relate(member, RelationRole.HOUSEHOLD_MEMBER, made, by=None) for member in members]


def test_a_household_stands_for_its_members_and_for_whoever_is_read_as_one(three):
    root, second, third = three
    other, lone = customers.party(), customers.party()
    home, _relations = household(third, other)
    asked = [root.pk, second.pk, third.pk, other.pk, lone.pk]
    assert aliases.unit_ids(asked) == {root.pk: home.pk, second.pk: home.pk, third.pk: home.pk, other.pk: home.pk, lone.pk: lone.pk}


def test_who_left_the_household_stands_for_himself():
    member = customers.party()
    _home, (relation,) = household(member)
    actions.end_relation(relation, by=None)
    assert aliases.unit_ids([member.pk]) == {member.pk: member.pk}


def test_of_two_households_the_first_counts_and_a_merged_one_is_read_as_its_survivor():
    member = customers.party()
    first, _relations = household(member)
    second, _relations = household(member)
    assert aliases.unit_ids([member.pk]) == {member.pk: first.pk}
    alias(first, second)
    assert aliases.unit_ids([member.pk]) == {member.pk: second.pk}


def test_an_employer_is_no_household():
    member, firm = customers.party(), customers.party(kind=PartyKind.ORGANISATION)
    actions.relate(member, RelationRole.EMPLOYEE, firm, by=None)
    assert aliases.unit_ids([member.pk]) == {member.pk: member.pk}


def test_units_ask_as_often_for_three_as_for_one(three, django_assert_num_queries):
    root, _second, third = three
    household(third)
    other = customers.party()
    household(other)
    for asked in ([root.pk], [root.pk, third.pk, other.pk]):
        with django_assert_num_queries(4):
            aliases.unit_ids(asked)


def test_more_than_a_batch(three, monkeypatch):
    monkeypatch.setattr(aliases, "BATCH", 2)
    root, _second, third = three
    home, _relations = household(third)
    lone = [customers.party().pk for _n in range(3)]
    asked = [*lone, root.pk, third.pk]
    assert aliases.unit_ids(asked) == {**{pk: pk for pk in lone}, root.pk: home.pk, third.pk: home.pk}
    assert aliases.canonical_ids(asked)[third.pk] == root.pk


def test_a_party_read_for_its_own_pages_knows_its_ties_and_asks_only_where_it_has_some(three, django_assert_num_queries):
    alone, housed = customers.party(), customers.party()
    household(housed)
    for party in (alone, housed, *three):
        own = by_number.first(pk=party.pk)
        assert aliases.own_ids(own) == aliases.ids_of(party.pk)
        assert aliases.own_unit(own) == aliases.unit_ids([party.pk])[party.pk]
    own = by_number.first(pk=alone.pk)
    with django_assert_num_queries(0):
        assert (aliases.own_ids(own), aliases.own_unit(own)) == ([alone.pk], alone.pk)
