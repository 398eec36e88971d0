"""What agents do with who may be the same: through the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.roles import Role
from portal.customers import actions, timeline
from portal.customers.actions import merging
from portal.customers.enums import CandidateState, PartyKind, RelationRole, Source
from portal.customers.models import MatchCandidate, MergeEdge, Party, Relationship
from portal.customers.queries import aliases, duplicates, quality
from tests.factories import accounts, customers

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client):
    user = accounts.user(roles=[Role.AGENT])
    client.force_login(user)
    return user


def anna(**more):
    facts = {"name": "Anna Bergmann", "city": "Freiburg", "birth_date": "1980-03-12"}
    return customers.party(**{"billed_name": "Anna Bergmann", "email": "anna@mail.example", "facts": facts, **more})


def pair(first=None, second=None, score=0.8):
    first, second = first or anna(), second or anna(billed_name="Ana Bergmann")
    merging.note_candidate(first.pk, second.pk, score=score, weights={"name": 4.0}, rule="names")
    return MatchCandidate.objects.order_by("pk").last()


def decide(client, row, **data):
    return client.post(f"/desk/customers/duplicates/{row.pk}/decide/", data)


# --- the queue ----------------------------------------------------------------------------------------------------------


def test_the_empty_queue_says_so(client, agent):
    assert 'class="empty"' in client.get("/desk/customers/duplicates/").content.decode()


def test_the_likeliest_pairs_come_first_and_pages_go_on(client, agent):
    for score in (0.6, 0.9, 0.7):
        pair(customers.party(), customers.party(), score=score)
    page = client.get("/desk/customers/duplicates/").context["page"]
    assert [row.score for row in page] == [0.9, 0.7, 0.6]
    from portal.core.paging import keyset_page

    first = keyset_page(duplicates.waiting(), ["-rank", "-id"], size=2)
    second = keyset_page(duplicates.waiting(), ["-rank", "-id"], cursor=first.after, size=2)
    assert [row.score for row in second] == [0.6]


def test_a_pair_shows_both_with_what_each_field_weighs(client, agent):
    row = pair()
    html = client.get(f"/desk/customers/duplicates/{row.pk}/").content.decode()
    assert html.count("<h1") == 1
    assert "1980-03-12" in html
    assert html.count('class="weigh"') >= 3
    assert 'data-key="m"' in html


def test_the_same_are_merged_and_the_next_pair_opens(client, agent):
    row, other = pair(), pair(customers.party(), customers.party(), score=0.6)
    answer = decide(client, row, decision="merge", survivor=row.second_id, reason="Telephoned.")
    assert answer.url == f"/desk/customers/duplicates/{other.pk}/"
    edge = MergeEdge.objects.get()
    assert (edge.survivor_id, edge.loser_id, edge.by, edge.reason) == (row.second_id, row.first_id, agent, "Telephoned.")
    assert edge.evidence["weights"]["name"] > 0
    assert decide(client, other, decision="later").url == "/desk/customers/duplicates/"


def test_without_a_choice_the_older_survives(client, agent):
    row = pair()
    decide(client, row, decision="merge")
    assert MergeEdge.objects.get().survivor_id == row.first_id


def test_never_the_same_is_remembered_and_listed_and_can_be_taken_back(client, agent):
    row = pair()
    decide(client, row, decision="never", reason="Twins.")
    assert duplicates.waiting().count() == 0
    assert "Twins." in client.get("/desk/customers/duplicates/?show=never").content.decode()
    refusal = client.post(f"/desk/customers/duplicates/{row.pk}/decide/", {"decision": "merge"}, follow=True)
    assert "never the same" in refusal.content.decode()
    assert MergeEdge.objects.count() == 0
    client.post(f"/desk/customers/duplicates/{row.pk}/lift/")
    row.refresh_from_db()
    assert row.state == CandidateState.OPEN


def test_later_decides_nothing(client, agent):
    row = pair()
    decide(client, row, decision="later")
    row.refresh_from_db()
    assert (row.state, duplicates.waiting().count(), MergeEdge.objects.count()) == (CandidateState.OPEN, 0, 0)


@pytest.mark.parametrize("data", [{}, {"decision": "perhaps"}, {"decision": "merge", "survivor": "x"}, {"decision": "merge", "survivor": 10**30}])
def test_wrong_decisions_change_nothing(client, agent, data):
    row = pair()
    assert decide(client, row, **data).status_code == 422
    assert MergeEdge.objects.count() == 0


def test_a_pair_that_became_one_otherwise_is_not_asked_about(client, agent):
    row = pair()
    top = customers.party()
    for party in (row.first, row.second):
        merging.merge_parties(top, party, by=None, reason="x")
    assert duplicates.waiting().count() == 0
    assert client.get(f"/desk/customers/duplicates/{row.pk}/").context["one_already"]


# --- merges and the customer's page -------------------------------------------------------------------------------------


def test_the_customers_page_shows_all_that_is_read_as_him_with_undo(client, agent):
    one, other = anna(), customers.party(billed_name="A. Bergmann", phone="+49 761 5550 120", facts={"city": "Ulm"})
    timeline.record(other, "customers.renamed", attrs={"before": "a", "after": "earlier-life"})
    edge = merging.merge_parties(one, other, by=agent, reason="The same voice.")
    html = client.get(f"/desk/customers/{one.pk}/").content.decode()
    for words in ("The same voice.", "earlier-life", "Ulm", "+49 761 5550120", f"/desk/customers/merges/{edge.pk}/"):
        assert words in html
    assert client.get(f"/desk/customers/{other.pk}/").url == f"/desk/customers/{one.pk}/"


def test_a_moderator_sees_the_timeline_of_both_and_no_way_to_part_them(client):
    client.force_login(accounts.user(roles=[Role.MODERATOR]))
    one, other = anna(), customers.party(billed_name="A. Bergmann")
    timeline.record(other, "customers.renamed", attrs={"before": "a", "after": "earlier-life"})
    merging.merge_parties(one, other, by=None, reason="The same voice.")
    html = client.get(f"/desk/customers/{one.pk}/").content.decode()
    assert "earlier-life" in html
    assert "The same voice." not in html


def test_a_merge_is_undone_with_a_reason(client, agent):
    one, other = anna(), anna()
    edge = merging.merge_parties(one, other, by=agent, reason="x")
    assert str(other.pk) in client.get("/desk/customers/merges/").content.decode()
    assert client.post(f"/desk/customers/merges/{edge.pk}/", {"reason": ""}).status_code == 422
    answer = client.post(f"/desk/customers/merges/{edge.pk}/", {"reason": "The neighbour.", "never": "on"})
    assert answer.url == f"/desk/customers/{other.pk}/"
    edge.refresh_from_db()
    assert (edge.undone_by, edge.undone_because) == (agent, "The neighbour.")
    assert MatchCandidate.objects.get().state == CandidateState.NEVER
    again = client.post(f"/desk/customers/merges/{edge.pk}/", {"reason": "Again."}, follow=True)
    assert "undone before" in again.content.decode()


@pytest.mark.parametrize("by", ["number", "email"])
def test_an_agent_puts_two_customers_side_by_side(client, agent, by):
    one, other = anna(), customers.party(email="other@mail.example")
    term = str(other.pk) if by == "number" else "other@mail.example"
    answer = client.post(f"/desk/customers/{one.pk}/same/", {"other": term})
    assert answer.url == f"/desk/customers/duplicates/{MatchCandidate.objects.get().pk}/"


@pytest.mark.parametrize("term", ["", "999999999", "nobody@mail.example", "self", "9" * 80, "\x00", "anna@mail.example"])
def test_who_is_not_to_be_found_is_told(client, agent, term):
    one = anna()
    anna()
    answer = client.post(f"/desk/customers/{one.pk}/same/", {"other": str(one.pk) if term == "self" else term})
    assert answer.url == f"/desk/customers/{one.pk}/"
    assert MatchCandidate.objects.count() == 0


# --- who is it? ---------------------------------------------------------------------------------------------------------


def test_a_caller_is_shown_by_his_number(client, agent):
    party = anna(phone="+49 761 5550 120")
    html = client.get("/desk/customers/who/?phone=0761+5550120&door=phone").content.decode()
    assert f"/desk/customers/{party.pk}/" in html


def test_of_a_household_the_agent_chooses(client, agent):
    people = [anna(phone="+49 761 5550 120"), customers.party(billed_name="Paul Bergmann", phone="+49 761 5550 120")]
    answer = client.get("/desk/customers/who/", {"phone": "+497615550120"})
    assert answer.context["found"].verdict == "review"
    assert all(f"/desk/customers/{party.pk}/" in answer.content.decode() for party in people)
    narrowed = client.get("/desk/customers/who/", {"phone": "+497615550120", "name": "Anna Bergmann", "birth_date": "1980-03-12"})
    assert narrowed.context["found"].party == people[0]


@pytest.mark.parametrize("asked", [{"phone": "x"}, {"phone": "+49 30 1234567"}, {"name": "\x00"}, {"door": "space"}, {"name": "n" * 5000}, {"birth_date": "1"}])
def test_odd_questions_find_nobody_and_break_nothing(client, agent, asked):
    anna()
    answer = client.get("/desk/customers/who/", asked)
    assert answer.status_code == 200
    assert not answer.context["found"] or answer.context["found"].verdict == "new"


def test_looking_up_writes_nothing(client, agent):
    anna(phone="+49 761 5550 120")
    client.get("/desk/customers/who/")
    with CaptureQueriesContext(connection) as caught:
        client.get("/desk/customers/who/?phone=+497615550120")
    assert [q["sql"] for q in caught if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))] == []


# --- a new customer -----------------------------------------------------------------------------------------------------


def new(client, **more):
    data = {"kind": "person", "billed_name": "Anna Bergmann", "source": "phone", "email": "anna@mail.example", "language": "en", **more}
    return client.post("/desk/customers/new/", data)


def test_before_a_second_one_is_opened_the_first_is_shown(client, agent):
    party = anna()
    before = Party.objects.count()
    answer = new(client)
    assert answer.status_code == 200
    assert f"/desk/customers/{party.pk}/" in answer.content.decode()
    assert Party.objects.count() == before
    assert new(client, sure="1").status_code == 302
    assert Party.objects.count() == before + 1
    assert MatchCandidate.objects.get().rule == "identifier"


def test_a_stranger_is_noted_at_once(client, agent):
    anna()
    assert new(client, billed_name="Wolfgang Ziegler", email="w.ziegler@mail.example").status_code == 302
    assert MatchCandidate.objects.count() == 0


# --- households, quality ------------------------------------------------------------------------------------------------


def test_a_household_is_made_filled_and_left(client, agent):
    member = anna()
    assert 'class="empty"' in client.get("/desk/customers/households/").content.decode()
    answer = client.post("/desk/customers/households/new/", {"kind": "household", "name": "Bergmann, Gartenweg 12"})
    home = Party.objects.get(kind=PartyKind.HOUSEHOLD)
    assert answer.url == f"/desk/customers/households/{home.pk}/"
    client.post(answer.url, {"person": str(member.pk), "role": "household_member"})
    assert aliases.unit_ids([member.pk]) == {member.pk: home.pk}
    row = Relationship.objects.get()
    client.post(f"{answer.url}end/{row.pk}/")
    assert aliases.unit_ids([member.pk]) == {member.pk: member.pk}
    assert "until" in client.get(answer.url).content.decode()


def test_roles_fit_what_it_is(client, agent):
    firm, home = customers.party(kind=PartyKind.ORGANISATION), customers.party(kind=PartyKind.HOUSEHOLD)
    member = anna()
    assert client.post(f"/desk/customers/households/{firm.pk}/", {"person": member.pk, "role": "household_member"}).status_code == 422
    assert client.post(f"/desk/customers/households/{firm.pk}/", {"person": member.pk, "role": "employee"}).status_code == 302
    assert client.post(f"/desk/customers/households/{home.pk}/", {"person": firm.pk, "role": "household_member"}).status_code == 422
    assert [row.role for row in Relationship.objects.all()] == [RelationRole.EMPLOYEE]


def test_quality_counts_each_person_once_however_often_he_was_merged(client, agent):
    base, _known = quality.completeness()
    one, other = customers.party(billed_name="Anna Bergmann"), customers.party(phone="+49 761 5550 120")
    merging.merge_parties(one, other, by=None, reason="x")
    everybody, known = quality.completeness()
    assert everybody == base + 1
    assert {str(label): count for label, count in known}["Telephone number"] == 1
    assert client.get("/desk/customers/quality/").status_code == 200


def test_contradictions_name_what_counts_and_why(client, agent):
    party = anna()
    actions.state_fact(party, "city", "Ulm", by=None, source=Source.IMPORT)
    actions.state_fact(party, "city", "Bonn", by=None, source=Source.CUSTOMER)
    (found,) = quality.conflicts()
    assert (found.golden.value, sorted(fact.value for fact in found.others)) == ("Bonn", ["Freiburg", "Ulm"])
    html = client.get("/desk/customers/quality/").content.decode()
    assert "own word counts most" in html
