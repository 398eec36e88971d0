"""Parties: opened, named, identified, recognised."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import RequestFactory

from portal.core.clock import now
from portal.customers import actions, queries
from portal.customers.enums import IdentifierKind, RelationRole, Source
from portal.customers.models import Identifier, Interaction, Party, Relationship
from tests.factories import accounts, customers

pytestmark = pytest.mark.django_db


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def kinds(party):
    return sorted(party.interactions.values_list("kind", flat=True))


def test_the_party_of_a_user_is_made_once_with_login_and_address():
    user = accounts.user("Mara@Mail.example", party=False)
    party = actions.party_for_user(user, handle="mara-w", language="de")
    assert actions.party_for_user(user) == party
    assert sorted(party.identifiers.values_list("kind", "value_norm")) == [("email", "mara@mail.example"), ("login", str(user.pk))]
    assert party.identifiers.filter(verified_at=None).count() == 0
    assert (party.public_name, party.language) == ("mara-w", "de")
    assert queries.current_party(request_of(user)) == party


def test_an_unproved_address_is_noted_but_not_verified():
    user = accounts.user(verified=False)
    assert user.party.identifiers.get(kind=IdentifierKind.EMAIL).verified_at is None


def test_a_visitor_and_a_login_without_party_have_none():
    assert queries.current_party(request_of(AnonymousUser())) is None
    assert queries.current_party(request_of(accounts.user(party=False))) is None


def test_an_imported_party_is_recognised_by_its_exact_address():
    known = customers.party(email="Tim@Mailbox.example", source=Source.IMPORT, handle="tim-schu")
    user = accounts.user("tim@mailbox.example", party=False)
    assert actions.party_for_user(user) == known
    assert Party.objects.count() == 1
    assert known.identifiers.get(kind=IdentifierKind.EMAIL).verified_at is not None


def test_an_imported_party_is_not_recognised_before_the_address_is_proved():
    known = customers.party(email="tim@mailbox.example", source=Source.IMPORT)
    user = accounts.user("tim@mailbox.example", party=False, verified=False)
    party = actions.party_for_user(user)
    assert party != known
    known.refresh_from_db()
    assert known.user is None


def test_an_address_heard_on_the_telephone_recognises_nobody():
    known = customers.party(email="tim@mailbox.example", source=Source.PHONE)
    assert actions.party_for_user(accounts.user("tim@mailbox.example", party=False)) != known


def test_two_parties_with_the_same_imported_address_recognise_nobody():
    customers.party(email="both@mailbox.example", source=Source.IMPORT)
    customers.party(email="both@mailbox.example", source=Source.IMPORT)
    actions.party_for_user(accounts.user("both@mailbox.example", party=False))
    assert Party.objects.count() == 3


def test_signing_up_is_told_once():
    user = accounts.user(party=False, verified=False)
    party = actions.sign_up(user, handle="amber-cup", language="ar")
    actions.sign_up(user, handle="amber-cup", language="ar")
    assert kinds(party) == ["accounts.signed_up"]
    assert party.language == "ar"


def test_confirming_verifies_and_is_told_once():
    user = accounts.user(party=False, verified=False)
    party = actions.sign_up(user, handle="amber-cup", language="en")
    for _time in (1, 2):
        assert actions.confirm_email(user, user.email) == party
    assert kinds(party) == ["accounts.confirmed", "accounts.signed_up"]
    assert party.identifiers.get(kind=IdentifierKind.EMAIL).verified_at is not None


def test_confirming_joins_the_party_we_know_and_tells_both_there():
    known = customers.party(email="tim@mailbox.example", source=Source.SHOP, handle="", billed_name="Tim Schuster")
    user = accounts.user("tim@mailbox.example", party=False, verified=False)
    first = actions.sign_up(user, handle="tim-schu", language="de")
    assert kinds(first) == []
    assert actions.confirm_email(user, user.email) == known
    known.refresh_from_db()
    assert (known.user, known.handle, known.billed_name) == (user, "tim-schu", "Tim Schuster")
    assert kinds(known) == ["accounts.confirmed", "accounts.signed_up", "customers.opened"]
    assert Party.objects.count() == 1


def test_a_party_with_a_life_of_its_own_is_not_joined():
    user = accounts.user(party=False, verified=False)
    party = actions.sign_up(user, handle="tim-schu", language="de")
    known = customers.party(email=user.email, source=Source.SHOP)
    assert actions.confirm_email(user, user.email) == party
    known.refresh_from_db()
    assert known.user is None


def test_a_look_alike_public_name_is_refused_and_nothing_is_made():
    customers.party(handle="copper-cup")
    for twin in ("Copper-Cup", "coppercup", "сopper-cup", "c0pper-cup", "cópper-cup"):
        with pytest.raises(actions.HandleTakenError):
            actions.open_party(by=None, source=Source.STAFF, handle=twin, email="x@mail.example")
    assert Party.objects.count() == 1
    assert Identifier.objects.count() == 0


def test_two_parties_without_a_name_stand_side_by_side():
    first, second = customers.party(handle=""), customers.party(handle="")
    assert first.public_name == f"guest-{first.pk}"
    assert second.public_name != first.public_name


def test_a_new_name_frees_the_old_one():
    one = customers.party(handle="amber-cup")
    actions.choose_handle(one, "walnut-cup", by=None)
    other = customers.party(handle="amber-cup")
    assert (one.handle, other.handle) == ("walnut-cup", "amber-cup")
    assert kinds(one) == ["customers.opened", "customers.renamed"]


def test_a_telephone_number_is_kept_in_one_form():
    party = customers.party(phone="0761 5550-120")
    assert party.identifiers.get().value_norm == "+497615550120"
    again = actions.add_identifier(party, IdentifierKind.PHONE, "+49 761 5550 120", by=None, source=Source.STAFF)
    assert again == party.identifiers.get()


@pytest.mark.parametrize("wrong", ["", "nobody", "a@b", "x" * 10_000 + "@mail.example", "a b@mail.example", "a@mail.example\nBcc: b@mail.example"])
def test_what_is_no_address_is_refused(wrong):
    party = customers.party()
    with pytest.raises(ValidationError):
        actions.add_identifier(party, IdentifierKind.EMAIL, wrong, by=None, source=Source.STAFF)
    assert party.identifiers.count() == 0


def test_an_address_with_umlauts_is_kept_in_ascii():
    party = customers.party(email="Anna@Bücher.example")
    assert party.identifiers.get().value_norm == "anna@xn--bcher-kva.example"
    assert party.identifiers.get().value_raw == "Anna@Bücher.example"


def test_only_one_party_can_prove_an_address():
    first, second = customers.party(email="a@mail.example"), customers.party(email="a@mail.example")
    actions.verify_identifier(first.identifiers.get(), by=None)
    with pytest.raises(actions.IdentifierTakenError):
        actions.verify_identifier(second.identifiers.get(), by=None)
    assert second.identifiers.get().verified_at is None
    actions.end_identifier(first.identifiers.get(), by=None)
    actions.verify_identifier(second.identifiers.get(), by=None)
    assert second.identifiers.get().verified_at is not None


def test_without_the_action_the_database_still_refuses_a_second_proof():
    first, second = customers.party(email="a@mail.example"), customers.party(email="a@mail.example")
    first.identifiers.update(verified_at=now())
    with pytest.raises(IntegrityError):
        second.identifiers.update(verified_at=now())


def test_the_customers_own_word_beats_all_others():
    party = customers.party()
    actions.state_fact(party, "city", "Berlin", by=None, source=Source.CUSTOMER)
    actions.state_fact(party, "city", "Bonn", by=None, source=Source.IMPORT)
    actions.state_fact(party, "city", "Kiel", by=None, source=Source.STAFF)
    actions.state_fact(party, "trade", "cafe", by=None, source=Source.IMPORT)
    actions.state_fact(party, "trade", "office", by=None, source=Source.IMPORT)
    assert {name: fact.value for name, fact in queries.profile(party).items()} == {"city": "Berlin", "trade": "office"}
    assert party.facts.count() == 5


def test_saying_the_same_again_adds_nothing():
    party = customers.party()
    for _time in (1, 2):
        actions.state_fact(party, "city", "Kiel", by=None, source=Source.STAFF)
    assert party.facts.count() == 1


def test_relations_are_not_doubled_and_end_without_vanishing():
    one, other = customers.party(), customers.party()
    relation = actions.relate(one, RelationRole.EMPLOYEE, other, by=None)
    assert actions.relate(one, RelationRole.EMPLOYEE, other, by=None) == relation
    with pytest.raises(ValueError, match="itself"):
        actions.relate(one, RelationRole.CARER, one, by=None)
    actions.end_relation(relation, by=None)
    assert Relationship.objects.get().ended_on is not None


def test_editing_a_profile_is_one_act_and_says_who_said_it():
    user = accounts.user(handle="amber-cup")
    party = user.party
    actions.edit_profile(party, by=user, handle="walnut-cup", billed_name="Ann Amber", language="de", time_zone="Asia/Taipei", phone="+886900000124")
    party.refresh_from_db()
    assert (party.handle, party.billed_name, party.language, party.time_zone) == ("walnut-cup", "Ann Amber", "de", "Asia/Taipei")
    assert queries.phone_of(party) == "+886900000124"
    assert party.facts.get().source == Source.CUSTOMER
    assert kinds(party) == ["customers.profile_changed", "customers.renamed"]


def test_a_refused_edit_changes_nothing():
    customers.party(handle="walnut-cup")
    user = accounts.user(handle="amber-cup")
    with pytest.raises(actions.HandleTakenError):
        actions.edit_profile(user.party, by=user, handle="walnut-cup", billed_name="Ann", language="de", time_zone="", phone="")
    with pytest.raises(ValidationError):
        actions.edit_profile(user.party, by=user, handle="", billed_name="Ann", language="de", time_zone="", phone="12")
    party = Party.objects.get(user=user)
    assert (party.handle, party.billed_name, party.language) == ("amber-cup", "", "en")
    assert Interaction.objects.filter(party=party).count() == 0


def test_a_new_number_ends_the_old_one():
    user = accounts.user()
    for number in ("+886900000124", "+497615550120"):
        actions.set_phone(user.party, number, by=user, source=Source.CUSTOMER)
    assert queries.phone_of(user.party) == "+497615550120"
    assert user.party.identifiers.filter(kind=IdentifierKind.PHONE).count() == 2
