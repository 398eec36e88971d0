"""The demo's people: all there, as they came, and only once."""

import pytest
from django.db import transaction

from portal.accounts import roles
from portal.accounts.roles import Role
from portal.customers import queries
from portal.customers.enums import PartyKind, Source
from portal.customers.models import Interaction, Party, PartyFact, Relationship
from portal.site.demo import load_people
from portal.site.demo.book import Book, read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker):
    """Everybody, loaded once; what a test adds is taken back after it, and all of it at the end."""
    whole = transaction.atomic()
    whole._from_testcase = True
    with django_db_blocker.unblock():
        whole.__enter__()
        loaded = Book()
        load_people.load(loaded)
    yield loaded
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


def everything():
    return [model.objects.count() for model in (Party, PartyFact, Interaction, Relationship)]


def test_everybody_of_the_content_is_there_and_loading_again_adds_nothing(book):
    content = read("people")
    people = content["staff"] + content["customers"] + content["organisations"]
    assert set(book.people) == {one["code"] for one in people}
    assert Party.objects.exclude(kind=PartyKind.HOUSEHOLD).count() == len(people)
    before = everything()
    again = Book()
    load_people.load(again)
    assert everything() == before
    assert again.people == book.people
    for one in people:
        party = book.people[one["code"]]
        assert (party.user is not None) is bool(one.get("has_login")), one["code"]
        assert (party.billed_name, party.handle, party.language) == (one["name"], one.get("handle", ""), one["language"])


def test_staff_hold_their_roles_and_customers_none(book):
    assert roles.has_role(book.people["mara"].user, Role.ADMINISTRATOR)
    assert roles.has_role(book.people["jonas"].user, Role.MARKETER)
    assert not roles.has_role(book.people["jonas"].user, Role.MODERATOR)
    assert roles.has_role(book.people["yichen"].user, Role.MODERATOR)
    assert not roles.is_desk_user(book.people["arjun-mehta"].user)


def test_the_past_is_told_as_it_was(book):
    party = book.people["arjun-mehta"]
    signed_up = party.interactions.get(kind="accounts.signed_up")
    assert signed_up.at == book.moment(655) == party.created_at
    assert [one["product"] for one in queries.profile(party)["owns"].value] == ["finch-2", "grinder-g1", "scale-tara"]
    imported = book.people["callum-fraser"]
    assert sorted(imported.interactions.values_list("kind", flat=True)) == ["accounts.confirmed", "accounts.signed_up", "customers.opened"]
    assert imported.interactions.get(kind="customers.opened").at < imported.interactions.get(kind="accounts.signed_up").at
    assert imported.identifiers.get(kind="email").source == Source.IMPORT


def test_who_lives_or_works_together_is_related(book):
    assert [other.billed_name for _role, other in queries.relations_of(book.people["vanessa-lorenz"])] == ["Café Lerche"]
    household = queries.relations_of(book.people["rainer-eckert"])[0][1]
    assert household.kind == PartyKind.HOUSEHOLD
    assert {other for _role, other in queries.relations_of(household)} == {book.people["rainer-eckert"], book.people["sabine-eckert"]}


def test_a_larger_scale_adds_others_with_names_of_their_own():
    book = Book(scale=3)
    load_people.load(book)
    assert len(book.people) == len(read("people")["customers"]) * 3 + 9
    names = [party.billed_name for party in book.people.values()]
    assert len(set(names)) > 150
    assert not [name for name in names if any(c.isdigit() for c in name)]
