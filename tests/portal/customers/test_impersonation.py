"""Seeing the site as a customer: for a reason, for a while, with a bar on each page, and with most doors closed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from community.chat.models import Message
from portal.accounts import impersonation
from portal.accounts.models import AuditEntry, Impersonation, User
from portal.accounts.roles import Role
from portal.core.clock import now
from portal.customers import actions
from portal.customers.models import DataExport, Erasure, Interaction
from tests.factories import accounts, chat
from tests.house import url_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client):
    user = accounts.user("agent@mail.example", roles=(Role.AGENT,), handle="agent-a")
    client.force_login(user)
    return user


@pytest.fixture
def customer():
    return accounts.user("customer@mail.example", handle="customer-c")


def begin(client, customer, reason="He cannot find his order"):
    return client.post(reverse("desk_view_as", args=[customer.party.pk]), {"reason": reason})


def test_the_pages_are_the_customers_and_say_so(client, agent, customer):
    assert begin(client, customer).url == "/en/me/"
    page = client.get("/en/me/").content.decode()
    assert "customer-c" in page
    assert "End the view" in page
    assert "End the view" in client.get("/en/").content.decode()
    view = Impersonation.objects.get()
    assert (view.by_id, view.user_id, view.reason) == (agent.pk, customer.pk, "He cannot find his order")
    assert client.session["_auth_user_id"] == str(agent.pk)


def test_it_is_written_down_in_the_log_and_in_the_customers_history_for_staff_only(client, agent, customer):
    begin(client, customer)
    client.post("/en/me/profile/", {"handle": "customer-c", "language": "de"})
    client.post(reverse("desk_end_impersonation"))
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", "actor_id"))
    assert acts == [("impersonation.started", agent.pk), ("impersonation.acted", agent.pk), ("impersonation.ended", agent.pk)]
    assert AuditEntry.objects.filter(act="impersonation.started", reason="He cannot find his order").count() == 1
    assert Interaction.objects.filter(party=customer.party, kind="accounts.viewed_as").count() == 1
    client.force_login(customer)
    assert "looked at the site" not in client.get("/en/me/").content.decode()


def test_it_ends_with_the_button_and_by_the_clock(client, agent, customer):
    begin(client, customer)
    ended = client.post(reverse("desk_end_impersonation"))
    assert ended.url == reverse("desk_customer", args=[customer.party.pk])
    assert "agent-a" in client.get("/en/me/").content.decode()
    begin(client, customer)
    Impersonation.objects.filter(ended_at=None).update(started_at=now() - timedelta(hours=2), until=now() - timedelta(hours=1))
    page = client.get("/en/me/").content.decode()
    assert "agent-a" in page
    assert "End the view" not in page


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_it_ends_when_the_agent_loses_his_rights(client, agent, customer, change):
    begin(client, customer)
    User.objects.filter(pk=agent.pk).update(**change)
    assert "customer-c" not in client.get("/en/me/").content.decode()


CLOSED = [
    "/en/accounts/email/", "/en/accounts/password/change/", "/en/accounts/second-step/", "/en/accounts/second-step/totp/activate/",
    "/en/accounts/sessions/", "/en/accounts/logout/", "/en/me/privacy/", "/en/me/privacy/leave/",
]  # fmt: skip


@pytest.mark.parametrize("address", CLOSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_concerns_the_account_is_closed(client, agent, customer, address, method):
    begin(client, customer)
    assert getattr(client, method)(address).status_code == 403
    assert AuditEntry.objects.filter(act="impersonation.refused", actor_id=agent.pk).count() == 1


def test_every_address_that_is_closed_by_name_exists():
    """A name that is changed elsewhere must not open a door here."""
    names = url_table.own_names()
    for beginning in impersonation.closed | impersonation.closed_writes:
        assert any(name.startswith(beginning) for name in names), beginning


def test_consent_is_not_given_or_taken_in_his_name(client, agent, customer):
    begin(client, customer)
    for name in ("customers:preferences", "customers:withdraw_all"):
        assert client.post(reverse(name)).status_code == 403


def test_nothing_is_exported_or_erased_in_his_name(client, agent, customer):
    begin(client, customer)
    assert client.post("/en/me/privacy/export/").status_code == 403
    assert client.post("/en/me/privacy/leave/", {"words": "drop", "when": "now", "typed": customer.email}).status_code == 403
    assert DataExport.objects.count() == 0
    assert Erasure.objects.count() == 0


def test_nobody_writes_in_a_room_in_his_name(client, agent, customer):
    room = chat.room()
    chat.join(room, customer.party)
    begin(client, customer)
    assert client.get(room.get_absolute_url()).status_code == 200
    for address in (room.get_absolute_url(), "/en/community/"):
        client.post(address, {"body": "I never said this", "op": "send"})
    assert Message.objects.count() == 0


@pytest.mark.parametrize("address", ["/desk/", "/desk/customers/", "/cms/"])
def test_desk_and_editor_are_closed_meanwhile(client, customer, address):
    client.force_login(accounts.user(roles=(Role.ADMINISTRATOR,)))
    begin(client, customer)
    assert client.get(address).url == "/en/me/"
    client.post(reverse("desk_end_impersonation"))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", [Role.MARKETER, Role.MODERATOR, Role.EDITOR])
def test_only_agents_and_administrators_may(client, customer, role):
    client.force_login(accounts.user(roles=(role,)))
    assert begin(client, customer).status_code == 403
    assert Impersonation.objects.count() == 0


def test_never_without_a_reason(client, agent, customer):
    assert begin(client, customer, reason=" ").status_code == 200
    assert Impersonation.objects.count() == 0


def test_never_staff_never_oneself_never_a_closed_sign_in(client, agent, customer):
    User.objects.filter(pk=customer.pk).update(is_active=False)
    for user in (accounts.user(roles=(Role.EDITOR,)), agent, customer, accounts.user(is_superuser=True)):
        assert begin(client, user).status_code == 200
    assert Impersonation.objects.count() == 0
    assert Interaction.objects.filter(kind="accounts.viewed_as").count() == 0


def test_somebody_without_a_sign_in_has_no_pages_to_see(client, agent):
    party = actions.open_party(by=None, source="staff", handle="no-login")
    assert client.get(reverse("desk_view_as", args=[party.pk])).status_code == 404


def test_a_customer_cannot_put_a_view_into_his_own_session(client, agent, customer):
    begin(client, customer)
    view = Impersonation.objects.get()
    thief = accounts.user()
    client.force_login(thief)
    session = client.session
    session["impersonation"] = view.pk
    session.save()
    assert "customer-c" not in client.get("/en/me/").content.decode()


def test_a_view_costs_no_query_where_there_is_none(client, customer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(customer)
    with CaptureQueriesContext(connection) as asked:
        client.get("/en/me/")
    assert [query for query in asked.captured_queries if "impersonation" in query["sql"]] == []


def test_the_customers_page_on_the_desk_leads_there(client, agent, customer):
    page = client.get(reverse("desk_customer", args=[customer.party.pk])).content.decode()
    assert reverse("desk_view_as", args=[customer.party.pk]) in page
    assert reverse("desk_customer_privacy", args=[customer.party.pk]) not in page
    client.force_login(accounts.user(roles=(Role.ADMINISTRATOR,)))
    page = client.get(reverse("desk_customer", args=[customer.party.pk])).content.decode()
    assert reverse("desk_customer_privacy", args=[customer.party.pk]) in page
