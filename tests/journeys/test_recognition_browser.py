"""An agent in the browser: recognises a caller by number, chooses in a household, merges by keyboard, undoes; and all pages for everybody's eyes."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse

from portal.accounts.roles import Role
from portal.customers import actions
from portal.customers.actions import merging
from portal.customers.enums import PartyKind, RelationRole, Source
from portal.customers.models import MatchCandidate, MergeEdge
from portal.customers.queries import aliases
from tests.factories import accounts, customers
from tests.journeys.chat_browsers import open_page, running, server  # noqa: F401 - fixtures
from tests.journeys.test_axe import RUN, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = "+49 761 5550 120"


def family():
    facts = {"city": "Freiburg", "street": "Gartenweg 12", "postcode": "79098"}
    anna = customers.party(billed_name="Anna Bergmann", phone=PHONE, email="anna@mail.example", facts={**facts, "birth_date": "1980-03-12"})
    paul = customers.party(billed_name="Paul Bergmann", phone=PHONE, facts=facts)
    again = customers.party(billed_name="Bergmann Anna", email="anna@mail.example", facts={"city": "Ulm"}, source=Source.IMPORT)
    return anna, paul, again


def test_an_agent_recognises_a_caller_merges_and_undoes(open_page, server):  # noqa: F811
    anna, _paul, again = family()
    page = open_page(accounts.user(roles=[Role.AGENT]), reverse("desk_who"))
    page.get_by_label("Telephone").fill("0761 5550120")
    page.get_by_role("button", name="Look up").click()
    page.get_by_role("heading", name="It may be one of these").wait_for()
    assert page.get_by_role("link", name="Paul Bergmann").count() == 1
    page.get_by_label("Name").fill("Anna Bergmann")
    page.get_by_label("Date of birth").fill("1980-03-12")
    page.get_by_role("button", name="Look up").click()
    page.get_by_text("100%").or_(page.get_by_text("99%")).first.wait_for()
    page.get_by_role("link", name="Anna Bergmann", exact=True).click()

    page.get_by_text("The same as another customer").click()
    page.get_by_label("The other customer").fill(str(again.pk))
    page.get_by_role("button", name="Put side by side").click()
    page.get_by_role("heading", name="The same customer?").wait_for()
    assert page.locator(".weigh").count() >= 2
    page.keyboard.press("1")
    page.keyboard.press("m")
    page.get_by_text("read as one").first.wait_for()
    assert aliases.ids_of(again.pk) == [anna.pk, again.pk]

    page.goto(server.http + reverse("desk_customer", args=[again.pk]))
    assert page.url.endswith(f"/{anna.pk}/")
    page.get_by_role("link", name="Undo").click()
    page.get_by_label("Reason").fill("It was her aunt.")
    page.get_by_label("They are never the same").check()
    page.get_by_role("button", name="Undo the merge").click()
    page.get_by_text("The two are two again").wait_for()
    assert aliases.ids_of(again.pk) == [again.pk]
    assert MergeEdge.objects.get().undone_because == "It was her aunt."


def test_every_page_of_recognition_is_fit_for_everybody(open_page, server):  # noqa: F811
    anna, paul, again = family()
    home = customers.party(kind=PartyKind.HOUSEHOLD, billed_name="Bergmann, Gartenweg 12")
    actions.relate(anna, RelationRole.HOUSEHOLD_MEMBER, home, by=None)
    actions.state_fact(anna, "city", "Bonn", by=None, source=Source.CUSTOMER)
    merging.note_candidate(anna.pk, paul.pk, score=0.7, weights={"name": -2.0}, rule="names")
    edge = merging.merge_parties(anna, again, by=None, reason="The same address.", score=0.99, evidence={"weights": {"email": 6.0}})
    pair = MatchCandidate.objects.get(first=anna, second=paul)
    addresses = [
        reverse("desk_who") + "?phone=%2B497615550120", reverse("desk_who"), reverse("desk_duplicates"), reverse("desk_duplicate", args=[pair.pk]),
        reverse("desk_merges"), reverse("desk_merge", args=[edge.pk]), reverse("desk_quality"), reverse("desk_households"),
        reverse("desk_household", args=[home.pk]), reverse("desk_new_household"), reverse("desk_customer", args=[anna.pk]),
        reverse("desk_duplicates") + "?show=never",
    ]  # fmt: skip
    page = open_page(accounts.user(roles=[Role.AGENT]), reverse("desk_who"))
    faults = []
    for address in addresses:
        page.goto(server.http + address)
        for theme, width in (("light", 1280), ("dark", 320)):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(AXE_SCRIPT)
            faults += [f"{address} {theme} {width}: {fault}" for fault in [*page.evaluate(RUN), page.evaluate(WIDE)] if fault]
    assert faults == []
