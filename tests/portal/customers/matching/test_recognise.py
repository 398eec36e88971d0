"""Who arrives: known, new or doubtful; and the kept keys that answer it quickly."""

import pytest

from portal.core.clock import now
from portal.customers import actions
from portal.customers.actions import entering, keys, merging, training
from portal.customers.enums import IdentifierKind, Source
from portal.customers.matching.recognise import Claims, recognise
from portal.customers.models import MatchCandidate, MatchKey, MatchWeights, MergeEdge, Party
from portal.customers.queries import aliases
from portal.site.bench import lookalikes
from tests.factories import accounts, customers

pytestmark = pytest.mark.django_db
ANNA = {"name": "Anna Bergmann", "street": "Gartenweg 12", "postcode": "79098", "city": "Freiburg", "birth_date": "1980-03-12"}


def anna(**more):
    return customers.party(billed_name="Anna Bergmann", email="anna.bergmann@mail.example", phone="+49 761 5550 120", facts=ANNA, **more)


def test_the_proved_number_of_a_system_says_who_it_is():
    party = anna()
    actions.add_identifier(party, IdentifierKind.EXTERNAL, "K-77", by=None, source=Source.SHOP, system="till", verified_at=now())
    found = recognise(Claims(code="K-77", system="till"))
    assert (found.verdict, found.party, found.exact) == ("known", party, True)
    assert recognise(Claims(code="K-77", system="workshop")).verdict == "new"


def test_a_caller_is_known_by_his_number():
    party = anna()
    assert recognise(Claims(phone="0761 5550120")).party == party


def test_of_a_household_that_shares_a_number_a_person_chooses():
    one, other = anna(), customers.party(billed_name="Paul Bergmann", phone="+49 761 5550 120")
    found = recognise(Claims(phone="+497615550120"))
    assert found.verdict == "review"
    assert {candidate.party for candidate in found.candidates} == {one, other}


def test_an_office_number_marked_as_shared_says_nothing_alone():
    party = customers.party(billed_name="Anna Bergmann")
    actions.add_identifier(party, IdentifierKind.PHONE, "+49 761 5550 999", by=None, source=Source.STAFF, shared=True)
    assert recognise(Claims(phone="+49 761 5550 999")).verdict == "review"


@pytest.mark.parametrize(
    "claims",
    [
        {"name": "Anna Bergmann", "email": "anna.bergmann@mail.example", "birth_date": "1980-03-12"},
        {"name": "Bergmann, Anna", "phone": "0761 5550120", "street": "Gartenweg 12", "birth_date": "12.03.1980"},
        {"name": "Anna Bergmamn", "email": "anna.bergmann@mail.example", "phone": "0761 5550120", "birth_date": "1980-03-12"},
    ],
)
def test_who_fits_in_enough_is_known(claims):
    party = anna()
    assert recognise(Claims(**claims)).party == party


@pytest.mark.parametrize(
    "claims",
    [
        {"name": "Paul Bergmann", "phone": "0761 5550120", "street": "Gartenweg 12", "postcode": "79098", "city": "Freiburg"},
        {"name": "Paul Bergmann", "email": "anna.bergmann@mail.example"},
    ],
)
def test_a_relative_is_never_taken_for_her(claims):
    anna()
    found = recognise(Claims(**claims))
    assert found.party is None
    assert found.verdict == "review"


@pytest.mark.parametrize("claims", [{"name": "Wolfgang Ziegler"}, {"name": "Anna Bergmann-Xu", "city": "Bremen"}, {}, {"email": "nobody"}, {"phone": "12"}])
def test_strangers_are_new(claims):
    anna()
    assert recognise(Claims(**claims)).verdict == "new"


def test_a_son_called_like_his_father_is_left_to_a_person():
    anna()
    found = recognise(Claims(name="Anna Bergmann", phone="0761 5550120", street="Gartenweg 12", postcode="79098", city="Freiburg"))
    assert (found.verdict, found.candidates[0].score > 0.8) == ("review", True)


def test_a_name_in_another_script_is_found():
    party = customers.party(billed_name="محمد حداد", facts={"name": "محمد حداد", "birth_date": "1975-01-09"}, phone="+49 761 5550 333")
    found = recognise(Claims(name="Mohammed Haddad", birth_date="1975-01-09", phone="+49 761 5550 333"))
    assert found.candidates[0].party == party
    assert found.candidates[0].weights["name"] > 0


def test_who_was_merged_is_recognised_as_the_survivor():
    one, other = customers.party(), anna()
    merging.merge_parties(one, other, by=None, reason="x")
    found = recognise(Claims(phone="0761 5550120"))
    assert found.party == one
    assert found.candidates[0].matched_id == other.pk


def test_two_who_fit_equally_are_left_to_a_person():
    anna()
    anna()
    found = recognise(Claims(name="Anna Bergmann", email="anna.bergmann@mail.example", birth_date="1980-03-12"))
    assert (found.verdict, len(found.candidates)) == ("review", 2)


@pytest.mark.parametrize("crowd", [1, 3, 40])
def test_recognising_asks_as_often_among_many_as_among_few(crowd, django_assert_num_queries):
    for _one in range(crowd):
        anna()
    with django_assert_num_queries(8):
        recognise(Claims(name="Anna Bergmann", email="anna.bergmann@mail.example", phone="0761 5550120"))


def test_the_keys_follow_every_change():
    def rules(party):
        return set(MatchKey.objects.filter(party=party).values_list("rule", flat=True))

    party = customers.party()
    assert rules(party) == set()
    row = actions.add_identifier(party, IdentifierKind.PHONE, "+49 761 5550 120", by=None, source=Source.STAFF)
    assert rules(party) == {"phone"}
    actions.state_fact(party, "birth_date", "1980-03-12", by=None, source=Source.STAFF)
    actions.state_fact(party, "trade", "Baker", by=None, source=Source.STAFF)
    assert rules(party) == {"phone", "born_on"}
    actions.edit_profile(party, by=None, handle=party.handle, billed_name="Anna Bergmann", language="en", time_zone="", phone="+49 761 5550 120")
    assert rules(party) == {"phone", "born_on", "names", "bones"}
    actions.end_identifier(row, by=None)
    assert rules(party) == {"born_on", "names", "bones"}
    assert keys.rebuild_keys() == 0


def test_lost_keys_are_written_again():
    anna()
    had = MatchKey.objects.count()
    MatchKey.objects.all().delete()
    assert keys.rebuild_keys() == had == MatchKey.objects.count()


def test_opening_a_party_writes_its_keys_once(django_assert_max_num_queries, monkeypatch):
    calls = []
    real = keys.write_keys
    monkeypatch.setattr(keys, "write_keys", lambda ids: calls.append(real(ids)))
    anna()
    assert len(calls) == 1


# --- coming in ----------------------------------------------------------------------------------------------------------


def enter(source=Source.IMPORT, **claims):
    return entering.enter_customer(Claims(**claims), by=None, source=source)


def test_who_is_known_is_not_opened_again_and_what_is_new_is_noted():
    party = anna()
    entry = enter(name="Anna Bergmann", email="anna.bergmann@mail.example", birth_date="1980-03-12", phone="+49 761 5550 777")
    assert (entry.party, entry.made, entry.verdict) == (party, False, "known")
    assert party.identifiers.filter(kind=IdentifierKind.PHONE).count() == 2
    assert Party.objects.count() == 1


def test_who_is_new_is_opened():
    entry = enter(name="Wolfgang Ziegler", email="w.ziegler@mail.example", city="Ulm")
    assert (entry.made, entry.verdict) == (True, "new")
    assert entry.party.facts.get(attribute="city").value == "Ulm"
    assert MatchCandidate.objects.count() == 0


def test_who_is_doubtful_is_opened_and_put_before_a_person():
    party = anna()
    entry = enter(name="Anna Bergmann", postcode="79098", city="Freiburg", street="Gartenweg 12", phone="+49 761 5550 888")
    if entry.verdict == "known":
        pytest.fail("the same name at the same address, with another number, is for a person to decide")
    assert entry.made
    row = MatchCandidate.objects.get()
    assert {row.first_id, row.second_id} == {party.pk, entry.party.pk}
    assert row.weights["name"] > 0


def test_what_cannot_be_an_address_is_no_fault():
    assert enter(name="Wolfgang Ziegler", email="nonsense", phone="1").made


def test_a_kiosk_is_a_door_like_any_other():
    party = anna()
    assert enter(source=Source.SHOP, phone="0761 5550120").party == party


def test_a_sign_up_whose_proved_address_belongs_to_a_known_customer_is_read_as_her():
    known = customers.party(email="anna@mail.example", source=Source.IMPORT)
    user = accounts.user("anna@mail.example", verified=False)
    from portal.customers import timeline

    timeline.record(user.party, "customers.renamed", attrs={"before": "a", "after": "b"})
    actions.confirm_email(user, "anna@mail.example")
    edge = MergeEdge.objects.get()
    assert (edge.survivor, edge.loser) == (known, user.party)
    assert aliases.ids_of(user.party.pk) == [known.pk, user.party.pk]


def test_an_address_proved_by_two_is_put_before_a_person():
    first = accounts.user("anna@mail.example")
    other = accounts.user(verified=False)
    actions.confirm_email(other, "anna@mail.example")
    row = MatchCandidate.objects.get()
    assert {row.first_id, row.second_id} == {first.party.pk, other.party.pk}
    assert row.rule == "identifier"
    assert MergeEdge.objects.count() == 0


# --- training -----------------------------------------------------------------------------------------------------------


def crowd(count, seed=5):
    columns, truth = lookalikes.people(count, seed=seed)
    made = []
    for place in range(len(columns["name"])):
        row = {role: values[place] for role, values in columns.items()}
        street = f"{row['street']} {row['house_number']}" if row["street"] else ""
        facts = {"name": row["name"], "street": street, "postcode": row["postcode"], "city": row["city"], "birth_date": row["born_on"]}
        facts = {name: value for name, value in facts.items() if value}
        made.append(
            actions.open_party(by=None, source=Source.IMPORT, billed_name=row["name"], email=row["email"], phone=row["phone"], facts=facts)
        )
    return made, truth


@pytest.mark.slow
def test_weights_are_trained_stored_and_used_and_duplicates_found_by_night():
    made, truth = crowd(400)
    weights = training.train_weights()
    assert MatchWeights.objects.get(live=True) == weights
    again = training.train_weights()
    assert MatchWeights.objects.get(live=True) == again
    training.find_duplicates()
    place = {party.pk: number for number, party in enumerate(made)}
    found = {frozenset((place[row.first_id], place[row.second_id])) for row in MatchCandidate.objects.all()}
    assert len(found & truth) / len(found) > 0.75
    assert len(found & truth) / len(truth) > 0.6
    training.find_duplicates()
    assert MatchCandidate.objects.count() == len(found)


def test_too_few_customers_teach_nothing():
    anna()
    with pytest.raises(training.TooFewPairsError):
        training.train_weights()
    assert MatchWeights.objects.count() == 0
