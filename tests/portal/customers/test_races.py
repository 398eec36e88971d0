"""The same name, the same address, the same first visit, at the same moment. With the controls that show what the keys prevent."""

import itertools

import pytest

from portal.accounts.models import User
from portal.customers import actions
from portal.customers.enums import IdentifierKind, RelationRole, Source
from portal.customers.models import Identifier, Party, PartyFact, Relationship
from tests.factories import accounts, customers
from tests.races import kinds, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE = 4
PHONE = "+49 761 5550 120"


def people():
    return [customers.party(handle=f"person-{n}") for n in range(AT_ONCE)]


def name_all(parties):
    return together(*(lambda p=p: actions.choose_handle(p, "amber-cup", by=None) for p in parties))


def test_one_of_many_gets_the_name_they_all_choose():
    assert kinds(name_all(people())) == ["HandleTakenError"] * (AT_ONCE - 1) + ["NoneType"]
    assert Party.objects.filter(handle="amber-cup").count() == 1


def test_without_the_unique_key_two_would_bear_one_name(monkeypatch):
    """Looking first and writing then, with a key that is made new behind the look."""
    real, numbers = Party.save, itertools.count()

    def save(self, *args, **kwargs):
        self.handle_key = f"{self.handle_key}{next(numbers)}"
        real(self, *args, **kwargs)

    parties = people()
    monkeypatch.setattr(Party, "save", save)
    assert kinds(name_all(parties)) == ["NoneType"] * AT_ONCE
    assert Party.objects.filter(handle="amber-cup").count() == AT_ONCE


def test_an_address_is_proved_by_one_party_only():
    rows = [actions.add_identifier(party, IdentifierKind.PHONE, PHONE, by=None, source=Source.STAFF) for party in people()]
    results = together(*(lambda row=row: actions.verify_identifier(row, by=None) for row in rows))
    assert kinds(results) == ["IdentifierTakenError"] * (AT_ONCE - 1) + ["NoneType"]
    assert Identifier.objects.filter(kind=IdentifierKind.PHONE, verified_at__isnull=False).count() == 1


def test_the_same_identifier_noted_at_once_is_one_row():
    party = customers.party()
    results = together(*[lambda: actions.add_identifier(party, IdentifierKind.PHONE, PHONE, by=None, source=Source.STAFF)] * AT_ONCE)
    assert kinds(results) == ["Identifier"] * AT_ONCE
    assert Identifier.objects.filter(kind=IdentifierKind.PHONE).count() == 1


def test_the_same_relation_noted_at_once_is_one():
    one, other = customers.party(), customers.party()
    results = together(*[lambda: actions.relate(one, RelationRole.values[0], other, by=None)] * AT_ONCE)
    assert kinds(results) == ["Relationship"] * AT_ONCE
    assert Relationship.objects.count() == 1


def test_the_same_fact_stated_at_once_is_noted_once():
    party = customers.party()
    results = together(*[lambda: actions.state_fact(party, "machine", "Finch", by=None, source=Source.STAFF)] * AT_ONCE)
    assert kinds(results) == ["PartyFact"] * AT_ONCE
    assert PartyFact.objects.count() == 1


def test_the_first_two_requests_of_a_login_make_one_party():
    user = accounts.user(party=False)
    results = together(*[lambda: actions.party_for_user(User.objects.get(pk=user.pk))] * AT_ONCE)
    assert kinds(results) == ["Party"] * AT_ONCE
    assert Party.objects.get().user == user
