"""Consent on the desk and at the sign-up: seen with its proof, noted with evidence, blocked and lifted with a reason."""

import re

import pytest

from portal.accounts.models import AuditEntry
from portal.customers import gate
from portal.customers.actions import consent
from portal.customers.enums import ConsentStatus
from portal.customers.models import ConsentEvent, Suppression
from portal.customers.queries import consent as queries
from tests.factories import accounts, customers
from tests.factories import consent as factory

pytestmark = pytest.mark.django_db


def allowed(row, purpose="news", channel="email"):
    return gate.may_send(row, purpose, channel).allowed


@pytest.fixture
def agent(client):
    agent = accounts.user(roles=("agent",))
    client.force_login(agent)
    return agent


def test_the_agent_sees_every_act_with_its_door_and_proof(client, agent):
    row = factory.agreed(factory.email())
    consent.withdraw(row, "news", "email", source="one_click")
    text = client.get(f"/desk/customers/{row.party_id}/").content.decode()
    assert "With the unsubscribe button of the mail program" in text
    assert queries.current_text("news", "en").body in text
    client.force_login(accounts.user(roles=("moderator",)))
    assert "With the unsubscribe button" not in client.get(f"/desk/customers/{row.party_id}/").content.decode()


def test_a_yes_told_on_the_telephone_needs_how_it_was_said(client, agent):
    row = factory.email()
    url = f"/desk/customers/{row.party_id}/consent/"
    data = {"way": f"email-{row.pk}", "purpose": "offers", "answer": "yes", "evidence": ""}
    assert client.post(url, data).context["form"].errors["evidence"]
    assert ConsentEvent.objects.count() == 0
    assert client.post(url, data | {"evidence": "Called at 14:02, I read him the words."}).status_code == 302
    event = ConsentEvent.objects.get()
    assert (event.source, event.actor, event.evidence, event.text.purpose) == (
        "telephone", agent, {"said": "Called at 14:02, I read him the words."}, "offers",
    )  # fmt: skip
    client.post(url, data | {"answer": "no", "evidence": "He wrote that he has enough."})
    assert not allowed(row, "offers")
    client.post(url, data | {"purpose": "community", "answer": "no", "evidence": "He wrote that he has enough."})
    assert queries.state_of(row, "community", "email").status == ConsentStatus.OBJECTED


@pytest.mark.parametrize(
    "wrong",
    [
        {"way": "email-1"},
        {"way": "\x00"},
        {"purpose": "account"},
        {"purpose": "x"},
        {"answer": "maybe"},
        {"evidence": "short"},
        {"evidence": "x" * 301},
    ],
)
def test_what_cannot_be_noted_is_told(client, agent, wrong):
    row = factory.email()
    data = {"way": f"email-{row.pk}", "purpose": "offers", "answer": "yes", "evidence": "Called at 14:02, I read him the words."}
    assert client.post(f"/desk/customers/{row.party_id}/consent/", data | wrong).status_code == 200
    assert ConsentEvent.objects.count() == 0


def test_a_customer_nobody_can_reach_has_an_empty_page(client, agent):
    assert "No way to reach this customer" in client.get(f"/desk/customers/{customers.party().pk}/consent/").content.decode()


def test_blocked_addresses_are_looked_up_blocked_and_lifted_with_a_reason(client, agent):
    url = "/desk/customers/suppressions/"
    assert "No address is blocked" in client.get(url).content.decode()
    assert client.post(url, {"address": "no address", "note": "He asked us to."}).status_code == 200
    client.post(url, {"address": "Gone@mail.example", "note": "He asked us never to write."})
    row = Suppression.objects.get()
    assert not gate.address_verdict("gone@mail.example", "email", "account").allowed
    found = client.get(url, {"q": "gone@MAIL.example"}).content.decode()
    assert (row.address_hash[:12] in found, "gone@mail.example" in found.replace('value="gone@MAIL.example"', "")) == (True, False)
    assert "This address is not blocked" in client.get(url, {"q": "else@mail.example"}).content.decode()
    client.post(f"{url}{row.pk}/lift/", {"reason": " "})
    row.refresh_from_db()
    assert row.lifted_at is None
    client.post(f"{url}{row.pk}/lift/", {"reason": "He telephoned: it works again."})
    row.refresh_from_db()
    assert (row.lifted_by, row.lifted_because) == (agent, "He telephoned: it works again.")
    assert [entry.act for entry in AuditEntry.objects.order_by("pk")] == ["consent.suppressed", "consent.lifted"]


def test_signing_up_offers_unticked_boxes_and_the_code_confirms_what_was_ticked(client, mailoutbox):
    page = client.get("/en/accounts/signup/")
    form = page.context["form"]
    assert [(form.fields[name].initial, form.fields[name].required) for name in ("news", "offers")] == [(None, False)] * 2
    data = {"email": "new@mail.example", "handle": "amber-cup", "password1": accounts.PASSWORD, "offers": "on"}
    client.post("/en/accounts/signup/", data)
    event = ConsentEvent.objects.get()
    assert (event.purpose, event.source, event.text) == ("offers", "signup", queries.current_text("offers", "en"))
    assert not allowed(event.identifier, "offers")
    code = re.search(r"^ {4}(\S+)$", mailoutbox[-1].body, re.MULTILINE)[1]
    client.post("/en/accounts/confirm-email/", {"code": code})
    event.identifier.refresh_from_db()
    assert allowed(event.identifier, "offers")
    assert not allowed(event.identifier, "news")
