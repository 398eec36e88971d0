"""Landing pages: the same for everybody but for the words of a segment; forms that lose nothing and ask before anything is written."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from portal.campaigns.models import FormAnswer
from portal.core.clock import now
from portal.customers.enums import ConsentStatus
from portal.customers.models import ConsentState, Identifier, Interaction, Party
from tests.factories import accounts, customers, landing, pages, products

pytestmark = pytest.mark.django_db
HERE = {"headers": {"Sec-Fetch-Site": "same-origin"}}


def path_of(page, block):
    return f"/en/offers/form/{page.pk}/{block['id']}/"


def filled(text, **more):
    return {"email": "rosa@mail.example", "name": "Rosa", "agree": "on", "text": text.pk, "website": ""} | more


@pytest.fixture
def signing():
    text, form = landing.text(), landing.form()
    return landing.page(form), form, text


def test_a_page_shows_every_block(client):
    homes, ends = pages.home(), now() + timedelta(days=3)
    landing.text()
    thing = products.product("beans", price="14.90")
    made = landing.page(
        landing.block(
            "hero", heading="Quiet weeks", eyebrow="New", text="Three roasts.", picture=None, action={"label": "Order", "address": "/shop/"}
        ),
        landing.block(
            "offer",
            badge="−15 %",
            heading="The set",
            text="",
            until=ends.isoformat(),
            products=[thing.pk],
            small_print="",
            action={"label": "", "address": ""},
        ),
        landing.block("countdown", heading="Still time", ends_at=ends.isoformat(), after="Over."),
        landing.block("products", heading="Goes with it", text="", products=[thing.pk]),
        landing.block("quote", text="Like holidays.", who="Rosa", what="", picture=None),
        {"type": "text", "value": "<h2>How we roast</h2>", "id": "0b6a3a5e-8f5d-4b0f-9b0a-111111111111"},
        landing.form(heading="Be told first"),
        homes=homes,
    )
    html = client.get(made.url).content.decode()
    for words in (
        "Quiet weeks",
        "The set",
        "Valid until",
        "Still time",
        "Goes with it",
        "Like holidays.",
        "How we roast",
        "Be told first",
        "I agree to get news",
    ):
        assert words in html
    assert 'href="/en/shop/"' in html
    assert "€14.90" in html
    assert f'data-ends="{ends.isoformat()}"' in html
    assert '"validThrough"' in html
    assert "csrf" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_as_often_with_more_products(client, settings, django_assert_num_queries, count):
    settings.CONTENT_CHECK_SECONDS = 0  # it asks by the clock
    things = [products.product(f"thing-{n}", price="5.00") for n in range(count)]
    made = landing.page(landing.block("products", heading="Row", text="", products=[one.pk for one in things]))
    client.get(made.url)
    with django_assert_num_queries(10):
        client.get(made.url)


def test_what_is_over_says_so(client):
    past = now() - timedelta(hours=1)
    made = landing.page(
        landing.block(
            "offer",
            badge="",
            heading="Set",
            text="",
            until=past.isoformat(),
            products=[],
            small_print="",
            action={"label": "Order now", "address": "/shop/"},
        ),
        landing.block("countdown", heading="Still time", ends_at=past.isoformat(), after="See you next year."),
    )
    html = client.get(made.url).content.decode()
    assert "This offer has ended" in html
    assert "Order now" not in html
    assert "See you next year." in html
    assert "count-down data-ends" not in html


def test_a_visitor_signs_up_and_waits_for_the_letter(client, signing):
    page, form, text = signing
    answer = client.post(path_of(page, form), filled(text), **HERE)
    assert (answer.status_code, answer["Location"]) == (302, path_of(page, form) + "thanks/")
    assert not answer.cookies
    state = ConsentState.objects.get()
    assert (state.status, state.purpose, state.event.text, state.identifier.value_norm) == (
        ConsentStatus.PENDING,
        "news",
        text,
        "rosa@mail.example",
    )
    kept = FormAnswer.objects.get()
    assert (kept.page, kept.party, kept.text) == (page, state.identifier.party, text)
    assert "ip" not in str(state.event.evidence).lower().replace("tick", "")
    assert "Welcome." in client.get(answer["Location"]).content.decode()


def test_a_known_and_proved_address_waits_all_the_same_when_a_visitor_types_it(client, signing):
    page, form, text = signing
    user = accounts.user("rosa@mail.example")
    client.post(path_of(page, form), filled(text), **HERE)
    state = ConsentState.objects.get()
    assert (state.status, state.identifier.party_id) == (ConsentStatus.PENDING, user.party.pk)
    assert Party.objects.count() == 1


def test_the_customer_himself_needs_no_letter(client, signing):
    page, form, text = signing
    user = accounts.user("rosa@mail.example")
    client.force_login(user)
    client.post(path_of(page, form), filled(text), **HERE)
    assert ConsentState.objects.get().status == ConsentStatus.GRANTED
    assert Interaction.objects.filter(party=user.party, kind="campaigns.signed_on").count() == 1


def test_nothing_typed_is_lost_when_something_is_wrong(client, signing):
    page, form, text = signing
    answer = client.post(path_of(page, form), filled(text, email="rosa@", agree=""), **HERE)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="rosa@"' in html
    assert 'value="Rosa"' in html
    assert "Please tick that you agree" in html
    assert "csrfmiddlewaretoken" in html
    assert (Party.objects.count(), ConsentState.objects.count(), FormAnswer.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    "sent_from",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {}],
)
def test_a_form_of_another_site_changes_nothing_and_is_shown_filled(signing, sent_from):
    page, form, text = signing
    answer = Client(enforce_csrf_checks=True).post(path_of(page, form), filled(text), headers=sent_from)
    assert answer.status_code == 403
    assert 'value="rosa@mail.example"' in answer.content.decode()
    assert (Party.objects.count(), FormAnswer.objects.count()) == (0, 0)


def test_the_form_shown_again_is_taken_with_its_token(signing):
    page, form, text = signing
    browser = Client(enforce_csrf_checks=True)
    shown = browser.post(path_of(page, form), filled(text)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)[1]
    assert browser.post(path_of(page, form), filled(text, csrfmiddlewaretoken=token)).status_code == 302
    assert FormAnswer.objects.count() == 1


def test_an_own_origin_is_enough_for_older_browsers(signing):
    page, form, text = signing
    sent = Client(enforce_csrf_checks=True).post(path_of(page, form), filled(text), headers={"Origin": "http://testserver"})
    assert sent.status_code == 302


def test_a_machine_is_thanked_and_forgotten(client, signing):
    page, form, text = signing
    assert client.post(path_of(page, form), filled(text, website="http://spam.example"), **HERE).status_code == 302
    assert (Party.objects.count(), FormAnswer.objects.count()) == (0, 0)


def test_a_text_that_changed_meanwhile_is_read_again(client, signing):
    page, form, text = signing
    newer = landing.text(body="I agree to get news, and a calendar.")
    answer = client.post(path_of(page, form), filled(text), **HERE)
    assert answer.status_code == 422
    assert "has changed since you opened this page" in answer.content.decode()
    assert ConsentState.objects.count() == 0
    assert client.post(path_of(page, form), filled(newer), **HERE).status_code == 302


def test_too_many_from_one_place_wait_and_keep_their_words(client, signing, monkeypatch):
    monkeypatch.setattr("portal.campaigns.views.landing.PER_HOUR", 1)
    page, form, text = signing
    client.post(path_of(page, form), filled(text), **HERE)
    answer = client.post(path_of(page, form), filled(text, email="two@mail.example"), **HERE)
    assert answer.status_code == 429
    assert 'value="two@mail.example"' in answer.content.decode()
    assert FormAnswer.objects.count() == 1


@pytest.mark.parametrize(
    "email", ["a\x00b@mail.example", "\ud800@mail.example", "x" * 10_000, "a@b\nBcc: c@d", "\u202emoc@mail example", ""]
)
def test_odd_addresses_are_told_never_a_fault(client, signing, email):
    page, form, text = signing
    given = filled(text, email=email.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), name="x" * 10_000)
    assert client.post(path_of(page, form), given, **HERE).status_code == 422
    assert FormAnswer.objects.count() == 0


@pytest.mark.parametrize("number", ["9" * 30, "-1", "x", ""])
def test_an_odd_number_of_the_text_is_told(client, signing, number):
    page, form, text = signing
    assert client.post(path_of(page, form), filled(text) | {"text": number}, **HERE).status_code == 422


def test_a_form_that_is_not_there_is_not_found(client, signing):
    page, form, _text = signing
    assert client.get(f"/en/offers/form/{page.pk}/0b6a3a5e-8f5d-4b0f-9b0a-111111111111/").status_code == 404
    assert client.get(f"/en/offers/form/{'9' * 25}/{form['id']}/").status_code == 404
    page.unpublish()
    assert client.get(path_of(page, form)).status_code == 404


def test_who_asks_to_be_called_waits_in_a_list_and_agrees_on_the_telephone(client):
    text, form = landing.text("offers"), landing.form("call", "offers")
    page = landing.page(form)
    said = {"name": "Rosa", "phone": "+49 30 901820", "call_time": "morning", "question": "Which basket?", "agree": "on", "text": text.pk}
    assert client.post(path_of(page, form), said, **HERE).status_code == 302
    assert client.post(path_of(page, form), said | {"question": "Which grinder?"}, **HERE).status_code == 302
    kept = FormAnswer.objects.get()
    assert (kept.call_time, kept.question, kept.done_at, kept.identifier.kind) == ("morning", "Which grinder?", None, "phone")
    assert ConsentState.objects.get().status == ConsentStatus.PENDING
    from portal.campaigns.actions import landing as actions

    agent = accounts.user(roles=("agent",))
    assert actions.mark_called(kept, by=agent, reached=True) is True
    assert actions.mark_called(kept, by=agent, reached=True) is False
    assert ConsentState.objects.get().status == ConsentStatus.GRANTED


def test_words_for_a_segment_are_seen_by_its_members_alone(client, keeping):
    member, other = accounts.user(), accounts.user()
    landing.segment(member.party, slug="owners")
    words = landing.block(
        "personal", segment="owners", heading="You own one", text="", action={"label": "", "address": ""}, other_heading="", other_text=""
    )
    page = landing.page(words)
    for _again in range(2):
        assert "You own one" not in Client().get(page.url).content.decode()
        seen = {}
        for user in (member, other):
            browser = Client()
            browser.force_login(user)
            answer = browser.get(page.url)
            seen[user.pk] = "You own one" in answer.content.decode()
            assert answer["Cache-Control"] == "private, no-store"
        assert seen == {member.pk: True, other.pk: False}


def test_the_held_out_do_not_see_them(client):
    member = accounts.user()
    landing.segment(member.party, slug="owners")
    words = landing.block(
        "personal",
        segment="owners",
        heading="You own one",
        text="",
        action={"label": "", "address": ""},
        other_heading="Hello",
        other_text="",
    )
    page = landing.page(words, campaign=landing.campaign(holdout_percent=50))
    campaign = page.campaign
    from portal.campaigns.statistics import arms

    campaign.salt = next(f"s{n}" for n in range(100) if arms.is_held_out(arms.bucket(f"s{n}", member.party.pk), 50))
    campaign.save()
    client.force_login(member)
    html = client.get(page.url).content.decode()
    assert "You own one" not in html
    assert "Hello" in html


def test_a_party_known_by_an_unproved_address_is_not_doubled(client, signing):
    page, form, text = signing
    known = customers.party(email="rosa@mail.example")
    client.post(path_of(page, form), filled(text), **HERE)
    assert Identifier.objects.filter(value_norm="rosa@mail.example").count() == 1
    assert FormAnswer.objects.get().party == known
