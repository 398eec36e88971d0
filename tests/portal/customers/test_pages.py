"""My page and the desk's customers, through the pages."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from portal.accounts.roles import Role
from portal.core.clock import now
from portal.customers import actions, handles, panels, queries, telling, timeline
from portal.customers.enums import Channel, IdentifierKind, Source
from portal.customers.models import Party
from tests.factories import accounts, customers

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def sign_in(client, *roles, **fields):
    user = accounts.user(roles=roles, **fields)
    client.force_login(user)
    return user


def lived(party, acts):
    for number in range(acts):
        attrs = {"email": f"a{number}@mail.example"}
        timeline.record(party, "accounts.confirmed", attrs=attrs, at=now() - timedelta(hours=number), key=f"{party.pk}:{number}")


# --- my page ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_my_page_opens_in_every_language(client, language):
    user = sign_in(client, handle="amber-cup")
    lived(user.party, 2)
    html = client.get(f"/{language}/me/").content.decode()
    assert "amber-cup" in html
    assert html.count("<h1") == 1
    assert "a1@mail.example" in html


def test_my_page_shows_only_my_own_life(client):
    user, other = sign_in(client), accounts.user()
    lived(other.party, 1)
    assert client.get("/en/me/").context["days"] == []
    lived(user.party, 1)
    assert len(client.get("/en/me/").context["days"]) == 1


def test_the_empty_page_shows_a_way_on(client):
    sign_in(client)
    assert 'class="empty"' in client.get("/en/me/").content.decode()


def test_what_is_internal_is_not_told_to_the_customer(client):
    user = sign_in(client)
    kind = timeline.Kind("test.internal", label="Internal", sentence="Internal", internal=True)
    timeline.register(kind)
    try:
        timeline.record(user.party, "test.internal")
        assert client.get("/en/me/").context["days"] == []
        assert "test.internal" in [row.kind for row in timeline.newest([user.party.pk], viewer=accounts.user(roles=(Role.AGENT,)))]
    finally:
        timeline.kinds._things.pop("test.internal")


def test_a_fact_with_missing_words_is_still_told():
    party = customers.party(handle="amber-cup", source=Source.IMPORT)
    row = party.interactions.get()
    row.kind, row.attrs = "customers.renamed", {}
    assert telling.tell([row])[0].sentence == "You changed your public name to …."
    row.kind = "gone.app"
    assert telling.tell([row])[0].sentence == "gone.app"


def test_the_days_are_those_of_the_customers_own_clock(client):
    user = sign_in(client)
    Party.objects.filter(user=user).update(time_zone="Pacific/Auckland")
    timeline.record(user.party, "accounts.signed_up", at=now().replace(year=2026, month=5, day=1, hour=23, minute=0))
    assert str(client.get("/en/me/").context["days"][0].date) == "2026-05-02"


def test_a_time_zone_that_is_gone_does_not_close_the_page(client):
    user = sign_in(client)
    Party.objects.filter(user=user).update(time_zone="Mars/Olympus")
    assert client.get("/en/me/").status_code == 200


def test_leafing_through_a_long_life_repeats_and_loses_nothing(client):
    user = sign_in(client)
    lived(user.party, 120)
    seen, address = [], "/en/me/"
    for _page in range(5):
        context = client.get(address).context
        seen += [row.pk for row in context["page"].rows]
        if not context["page"].after:
            break
        address = f"/en/me/?after={context['page'].after}"
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("cursor", ["x", "%00", "eyJ", "W10", "a" * 5000, "WyJhIixbWyJkIiwieCJdLFsidiIsMV1dXQ"])
def test_a_damaged_place_in_the_list_gives_the_first_page(client, cursor):
    user = sign_in(client)
    lived(user.party, 1)
    response = client.get(f"/en/me/?after={cursor}")
    assert response.status_code == 200
    assert len(response.context["page"].rows) == 1


@pytest.mark.parametrize("acts", [1, 3])
def test_my_page_asks_the_same_number_of_questions_for_one_act_and_for_three(client, django_assert_max_num_queries, acts):
    user = sign_in(client)
    lived(user.party, acts)
    client.get("/en/me/")
    asked = _count(client, "/en/me/")
    lived(user.party, acts + 5)
    assert _count(client, "/en/me/") == asked
    assert asked <= 18


def _count(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries_asked:
        assert client.get(address).status_code == 200
    return len(queries_asked)


def test_other_apps_fill_panels_and_leave_empty_ones_out(rf):
    party = customers.party()
    registry = type(panels.mine)("test panels")
    registry.add("rooms", lambda request, one: {"title": "Rooms", "template": "x.html", "context": {"party": one}})
    registry.add("nothing", lambda request, one: None)
    assert [made["title"] for made in panels.shown(registry, rf.get("/"), party)] == ["Rooms"]


# --- profile ------------------------------------------------------------------------------------------------------------


def profile(**changes):
    return {"handle": "amber-cup", "billed_name": "", "language": "en", "time_zone": "", "phone": ""} | changes


def test_the_profile_is_saved_and_answered_in_the_new_language(client):
    user = sign_in(client, handle="amber-cup")
    response = client.post("/en/me/profile/", profile(handle="walnut-cup", billed_name="Ann", language="de", phone="+49 761 5550 120"))
    assert (response.status_code, response.url) == (302, "/de/me/")
    party = Party.objects.get(user=user)
    assert (party.handle, party.billed_name, party.language, queries.phone_of(party)) == ("walnut-cup", "Ann", "de", "+497615550120")
    user.refresh_from_db()
    assert user.language == "de"


def test_a_refused_profile_keeps_what_was_typed(client):
    customers.party(handle="walnut-cup")
    sign_in(client, handle="amber-cup")
    response = client.post("/en/me/profile/", profile(handle="Wa1nut-cup", billed_name="Ann Amber", phone="12"))
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"handle", "phone"}
    assert "Ann Amber" in response.content.decode()
    assert Party.objects.filter(billed_name="Ann Amber").count() == 0


def test_keeping_ones_own_name_is_no_conflict(client):
    sign_in(client, handle="amber-cup")
    assert client.post("/en/me/profile/", profile()).status_code == 302


def test_a_name_taken_at_the_last_moment_is_said_beside_the_field(client, monkeypatch):
    sign_in(client, handle="amber-cup")

    def late(*args, **kwargs):
        raise actions.HandleTakenError("x")

    monkeypatch.setattr(actions, "edit_profile", late)
    response = client.post("/en/me/profile/", profile(handle="walnut-cup"))
    assert "handle" in response.context["form"].errors


# --- the desk -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def tim():
    party = customers.party(
        handle="tim-schu", billed_name="Tim Schuster", email="tim.schuster@mailbox.example", phone="+491713920073", source=Source.PHONE, facts={"city": "Freiburg"}
    )
    actions.relate(party, "employee", customers.party(billed_name="Café Lerche"), by=None)
    return party


@pytest.mark.parametrize("term", ["tim-schu", "TIM", "schuster", "tim.schuster@mailbox.example", "01713920073", "+49 171 3920073", "392007"])
def test_an_agent_finds_a_customer_by_whatever_he_says_on_the_telephone(client, tim, term):
    sign_in(client, Role.AGENT)
    assert tim in client.get("/desk/customers/", {"q": term}).context["page"].rows


@pytest.mark.parametrize("term", ["nobody", "9999999", "%", "_", "x" * 5000, "1" * 400])
def test_what_is_not_there_is_not_found(client, tim, term):
    sign_in(client, Role.AGENT)
    response = client.get("/desk/customers/", {"q": term})
    assert response.status_code == 200
    assert response.context["page"].rows == []
    assert "Nobody found" in response.content.decode()


@pytest.mark.parametrize("term", ["", "  ", "\u202e", "\x01"])
def test_a_term_of_nothing_shows_everybody(client, tim, term):
    sign_in(client, Role.AGENT)
    assert tim in client.get("/desk/customers/", {"q": term}).context["page"].rows


def test_a_moderator_finds_by_public_name_only_and_sees_no_contacts(client, tim):
    sign_in(client, Role.MODERATOR)
    assert tim in client.get("/desk/customers/", {"q": "tim"}).context["page"].rows
    for secret in ("Schuster", "mailbox.example", "3920073"):
        assert client.get("/desk/customers/", {"q": secret}).context["page"].rows == []
    for address in ("/desk/customers/", f"/desk/customers/{tim.pk}/"):
        html = client.get(address).content.decode()
        assert "tim-schu" in html
        for secret in ("Schuster", "mailbox.example", "3920073", "Freiburg", "Lerche"):
            assert secret not in html


def test_an_agent_sees_profile_contacts_facts_and_relations(client, tim):
    sign_in(client, Role.AGENT)
    html = client.get(f"/desk/customers/{tim.pk}/").content.decode()
    for known in ("Tim Schuster", "tim.schuster@mailbox.example", "+49 171 3920073", "Freiburg", "Café Lerche", "Told on the telephone"):
        assert known in html


def test_the_timeline_on_the_desk_is_filtered_by_role(client, tim):
    timeline.record(tim, "accounts.confirmed", attrs={"email": "secret@mail.example"})
    sign_in(client, Role.AGENT)
    assert "secret@mail.example" in client.get(f"/desk/customers/{tim.pk}/").content.decode()
    sign_in(client, Role.MODERATOR)
    response = client.get(f"/desk/customers/{tim.pk}/")
    assert "secret@mail.example" not in response.content.decode()
    assert [told.row.kind for day in response.context["days"] for told in day.told] == ["customers.opened"]


def test_noting_a_customer_who_telephones(client):
    agent = sign_in(client, Role.AGENT)
    data = {"kind": "person", "billed_name": "Ulrich Stamm", "source": "phone", "email": "", "phone": "+49 171 3920003", "city": "Celle", "language": "de"}
    response = client.post("/desk/customers/new/", data)
    party = Party.objects.get(billed_name="Ulrich Stamm")
    assert response.url == f"/desk/customers/{party.pk}/"
    assert (party.user, party.language) == (None, "de")
    assert party.identifiers.get().value_norm == "+491713920003"
    assert {fact.attribute: fact.source for fact in party.facts.all()} == {"name": Source.PHONE, "city": Source.PHONE}
    fact = party.interactions.get()
    assert (fact.kind, fact.channel, fact.actor) == ("customers.opened", Channel.PHONE, agent)


@pytest.mark.parametrize("wrong", [{"email": "", "phone": ""}, {"phone": "12"}, {"email": "no"}, {"kind": "ghost"}, {"billed_name": ""}, {"billed_name": "x" * 10_000}, {"language": "tlh"}])
def test_a_note_without_sense_is_refused_and_nothing_is_written(client, wrong):
    sign_in(client, Role.AGENT)
    before = Party.objects.count()
    data = {"kind": "person", "billed_name": "U", "source": "phone", "email": "", "phone": "+491713920003", "city": "", "language": "de"} | wrong
    response = client.post("/desk/customers/new/", data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Party.objects.count() == before


@pytest.mark.parametrize("address", ["/desk/customers/", "/desk/customers/{pk}/", "/desk/"])
def test_the_desk_asks_the_same_number_of_questions_for_one_customer_and_for_many(client, tim, address):
    sign_in(client, Role.AGENT)
    address = address.format(pk=tim.pk)
    client.get(address)
    asked = _count(client, address)
    for number in range(3):
        customers.party(email=f"x{number}@mail.example", phone=f"+4917139200{number}1")
        actions.state_fact(tim, f"fact{number}", "x", by=None, source=Source.STAFF)
        actions.add_identifier(tim, IdentifierKind.EXTERNAL, f"n{number}", by=None, source=Source.STAFF, system="till")
        actions.relate(tim, "carer", customers.party(), by=None)
    lived(tim, 3)
    assert _count(client, address) == asked
    assert asked <= 15


def test_every_entry_of_the_desk_counts_truly_and_leads_somewhere(client, tim):
    sign_in(client, Role.ADMINISTRATOR)
    tiles = client.get("/desk/").context["tiles"]
    by_name = {tile["entry"].url_name: tile for tile in tiles}
    assert by_name["desk_customers"]["count"] == Party.objects.filter(erased_at=None).count()
    for tile in tiles:
        assert client.get(tile["url"]).status_code == 200, tile["url"]


def test_each_role_sees_only_the_entries_that_open(client):
    for role in (Role.MARKETER, Role.MODERATOR, Role.AGENT, Role.EDITOR):
        sign_in(client, role)
        for tile in client.get("/desk/").context["tiles"]:
            assert client.get(tile["url"]).status_code == 200, (role, tile["url"])


# --- public names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), [("Anna", "аnnа"), ("nora", "n0ra"), ("Zoë", "zoe"), ("a-b-c", "abc"), ("Iris", "lris"), ("barn", "bam"), ("أمل", "امل")])
def test_look_alikes_fold_to_the_same(one, other):
    assert handles.fold(one) == handles.fold(other)


@pytest.mark.parametrize("filler", ["\u3164", "\u1160", "\ufe0f", "\u17b5", "\u180b", "\U000e0100", "\u034f", "\uffa0"])
def test_letters_that_nobody_sees_make_no_other_name(filler):
    assert handles.clean_handle(f"An{filler}na{filler}") == "Anna"
    assert handles.fold(f"anna{filler}") == handles.fold("anna")
    for name in (filler * 4, f"support{filler}"):
        with pytest.raises(ValidationError):
            handles.clean_handle(name)


@pytest.mark.parametrize(("one", "other"), [("anna", "hanna"), ("怡君", "怡安"), ("نور", "نورا"), ("marco3", "marco8")])
def test_different_names_stay_different(one, other):
    assert handles.fold(one) != handles.fold(other)


@pytest.mark.parametrize("name", ["admin", "ADMIN", "adm1n", "аdmin", "support", "guest-12", "Guest12", "guеst-10", "管理員", "الدعم"])
def test_names_that_would_pass_for_the_house_are_kept(name):
    with pytest.raises(ValidationError):
        handles.clean_handle(name)
