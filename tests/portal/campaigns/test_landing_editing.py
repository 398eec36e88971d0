"""Landing pages in the editor: four languages, a second pair of eyes, a look in the dark, and found by search engines."""

import time
import uuid
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import Locale, WorkflowState
from wagtail_localize.models import String, StringTranslation, Translation, TranslationSource

from portal.campaigns.models import Banner, LandingPage
from portal.core.clock import now
from portal.core.models import ContentChange
from portal.pages import actions as pages_actions
from tests.factories import accounts, landing, pages, products

pytestmark = pytest.mark.django_db
HERO = {
    "heading": "Quiet weeks",
    "eyebrow": "",
    "text": "Three roasts.",
    "picture": None,
    "action": {"label": "Order", "address": "/shop/"},
}


def test_a_marketer_opens_the_editor_of_a_landing_page(client):
    homes = pages.home()
    landing.segment(slug="owners")
    client.force_login(accounts.user(roles=("marketer",)))
    html = client.get(reverse("wagtailadmin_pages:add", args=["campaigns", "landingpage", homes["en"].pk])).content.decode()
    for words in ("Opening", "Offer", "Countdown", "Row of products", "Quote", "Form", "Words for a segment"):
        assert words in html


def test_the_words_are_translated_and_products_stay(django_capture_on_commit_callbacks):
    homes, thing = pages.home(), products.product("beans", price="5.00")
    source = landing.page(
        landing.block("hero", **HERO), landing.block("products", heading="Row", text="", products=[{"type": "item", "value": thing.pk, "id": str(uuid.uuid4())}]),
        landing.form(), homes=homes,
    )  # fmt: skip
    german = Locale.objects.get(language_code="de")
    with django_capture_on_commit_callbacks(execute=True):
        made, _new = TranslationSource.update_or_create_from_instance(source)
        order = Translation.objects.create(source=made, target_locale=german)
        words = set(String.objects.filter(locale__language_code="en").values_list("data", flat=True))
        assert {"Quiet weeks", "Three roasts.", "Order", "Row", "Hear first", "Sign up", "Welcome."} <= words
        for text in made.stringsegment_set.select_related("string", "context"):
            german_words = "Stille Wochen" if text.string.data == "Quiet weeks" else f"DE {text.string.data}"
            if text.context.path == "slug":
                german_words = "stille-wochen"
            StringTranslation.objects.create(translation_of=text.string, locale=german, context=text.context, data=german_words)
        order.save_target(publish=True)
    page = LandingPage.objects.get(locale=german)
    assert page.live
    assert page.body[0].value["heading"] == "Stille Wochen"
    assert [one.pk for one in page.body[1].value["products"]] == [thing.pk]
    assert page.body[2].value["kind"] == "sign_up"


def test_each_language_names_the_others_and_the_map_names_all(client):
    homes, key = pages.home(), uuid.uuid4()
    made = {
        code: landing.page(landing.block("hero", **HERO), homes=homes, language=code, key=key, title=f"Quiet {code}", slug="quiet")
        for code in ("en", "de", "ar")
    }
    html = client.get("/de/quiet/").content.decode()
    for code in made:
        assert f'hreflang="{code}" href="http://localhost:8000/{code}/quiet/"' in html
    assert 'lang="ar" dir="rtl"' in client.get("/ar/quiet/").content.decode()
    assert "/ar/quiet/" in client.get("/sitemap-pages.xml").content.decode()


def test_an_editor_looks_at_it_in_the_light_and_in_the_dark():
    page = landing.page(landing.block("hero", **HERO))
    request = RequestFactory().get("/", headers={"host": "testserver"})
    shown = {mode: page.make_preview_request(request, preview_mode=mode).content.decode() for mode, _label in page.preview_modes}
    assert 'data-theme="dark"' in shown["dark"]
    assert 'data-theme="light"' in shown[""]
    assert "Quiet weeks" in shown["dark"]


def test_a_second_person_lets_it_go_live():
    homes, author, editor = pages.home(), accounts.user(roles=("marketer",)), accounts.user(roles=("administrator",))
    page = landing.page(landing.block("hero", **HERO), homes=homes, live=False)
    page.unpublish()
    page = LandingPage.objects.get(pk=page.pk)
    page.save_revision(user=author)
    state = page.get_workflow().start(page, author)
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    assert not LandingPage.objects.get(pk=page.pk).live
    state.current_task_state.approve(user=editor)
    assert LandingPage.objects.get(pk=page.pk).live


def test_it_appears_and_goes_at_its_hour(client):
    page = landing.page(landing.block("hero", **HERO))
    page.unpublish()
    page = LandingPage.objects.get(pk=page.pk)
    page.go_live_at = now() + timedelta(seconds=0.4)
    page.save_revision().publish()
    assert client.get(page.get_url()).status_code == 404
    time.sleep(0.5)
    pages_actions.publish_due()
    assert client.get(page.get_url()).status_code == 200


def test_a_banner_is_written_in_the_editor_and_kept_pages_are_out_of_date(client):
    campaign = landing.campaign()
    client.force_login(accounts.user(roles=("marketer",)))
    address = reverse("wagtailsnippets_campaigns_banner:add")
    assert client.get(address).status_code == 200
    before = ContentChange.objects.count()
    given = {
        "campaign": campaign.pk, "placement": "help", "priority": 3, "live": "on", "address": "/shop/", "picture": "", "segment": "",
        "signed_in": "any", "languages": ["en", "de"], "starts_at": "", "ends_at": "",
        **{f"{name}_{code}": f"{name} {code}" for name in ("heading", "text", "action") for code in ("en", "de", "ar", "zh_hant")},
    }  # fmt: skip
    answer = client.post(address, given)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Banner.objects.get()
    assert (made.heading_de, made.languages, made.priority) == ("heading de", ["en", "de"], 3)
    assert ContentChange.objects.count() > before
    assert client.post(address, given | {"address": "https://evil.example/"}).status_code == 200
    assert Banner.objects.count() == 1
