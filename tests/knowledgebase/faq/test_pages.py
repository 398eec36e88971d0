"""The pages of answers, of topics and of the help centre: what they show, to whom, and with how many queries."""

import json
import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.products import panels as product_panels
from knowledgebase.feedback import actions as feedback
from portal.topics.models import Topic
from tests.factories import faq, products, topics, tutorials

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known_content_types():
    ContentType.objects.clear_cache()
    for one in (faq.Question, tutorials.Tutorial):
        ContentType.objects.get_for_model(one)


def structured(page):
    return json.loads(re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page.content.decode(), re.DOTALL)[1])


def test_an_answer_shows_its_text_products_neighbours_and_structured_data(client):
    shown, other = products.product("finch", name_en="Finch 2"), products.product("hidden", live=False)
    made = faq.question("hums", question_en="Why </script> hum?", answer_en="Air in the **pump**.", products=(shown, other))
    next_one = faq.question("leaks", position=1)
    faq.question("draft", live=False)
    page = client.get(made.get_absolute_url())
    assert page.context["products"] == [shown]
    assert page.context["related"] == [next_one]
    assert "<strong>pump</strong>" in page.content.decode()
    data = structured(page)
    assert (data["@type"], data["mainEntity"][0]["name"]) == ("FAQPage", "Why </script> hum?")
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert not page.cookies


def test_the_address_of_another_language_leads_to_this_one_and_alternates_name_each(client):
    made = faq.question("hums", slug_en="why-hum", question_de="Warum?", slug_de="warum-brummen")
    assert client.get("/de/help/answers/why-hum/").url == "/de/help/answers/warum-brummen/"
    page = client.get("/de/help/answers/warum-brummen/")
    found = {one["code"]: one["url"] for one in page.context["alternates"]}
    assert (found["en"], found["de"], found["ar"]) == ("/en/help/answers/why-hum/", "/de/help/answers/warum-brummen/", "/ar/help/answers/why-hum/")
    assert made.slug_in("ar") == "why-hum"


def test_an_untranslated_answer_is_shown_in_english_and_says_so(client):
    faq.question("hums", answer_en="Air.")
    text = client.get("/ar/help/answers/hums/").content.decode()
    assert '<div class="prose" lang="en" dir="ltr">' in text
    assert "translation-note" in text


def test_the_text_counts_as_updated_when_it_changes_and_not_when_its_place_does():
    made = faq.question("hums")
    before = made.updated_at
    made.position = 7
    made.save()
    assert made.updated_at == before
    made.answer_en = "New."
    made.save()
    assert made.updated_at > before


def test_the_help_centre_shows_topics_what_helped_most_and_tutorials(client):
    topic = topics.topic()
    first, second = faq.question(topic=topic), faq.question(topic=topic)
    feedback.set_tally(second, by=None, helped=9, unhelped=1)
    feedback.set_tally(first, by=None, helped=3, unhelped=1)
    guide = tutorials.tutorial(topic=topic)
    page = client.get(reverse("help_home"))
    assert page.context["answers"] == [second, first]
    assert page.context["tutorials"] == [guide]
    assert [(one.answer_count, one.tutorial_count) for one in page.context["topics"]] == [(2, 1)]


def test_an_empty_help_centre_leads_to_people(client):
    assert reverse("chat:rooms") in client.get(reverse("help_home")).content.decode()
    assert "Nothing is written about this yet" in client.get(topics.topic().get_absolute_url()).content.decode()


def test_a_topics_page_pages_through_its_answers(client):
    topic = topics.topic("water", slug_de="wasser", name_de="Wasser")
    for number in range(42):
        faq.question(f"q{number}", topic=topic, position=number)
    page = client.get(topic.get_absolute_url()).context["page"]
    assert (len(page), bool(page.after)) == (40, True)
    rest = client.get(topic.get_absolute_url() + f"?after={page.after}").context["page"]
    assert [one.code for one in rest] == ["q40", "q41"]
    assert client.get("/de/help/topics/water/").url == "/de/help/topics/wasser/"


def test_a_product_page_gets_its_answers_and_tutorials(rf):
    product = products.product("finch")
    made, guide = faq.question(products=(product,)), tutorials.tutorial(products=(product,))
    faq.question()
    request = rf.get("/")
    request.user = None
    found = {one["template"]: one["context"] for one in product_panels.sections(request, product)}
    assert found["faq/_panel.html"]["questions"] == [made]
    assert found["tutorials/_panel.html"]["tutorials"] == [guide]


def test_a_product_page_shows_its_answers_and_tutorials(client):
    product = products.product("finch")
    faq.question("hums", question_en="Why does it hum?", products=(product,))
    tutorials.tutorial("gasket", title_en="Change the gasket", products=(product,))
    text = client.get(product.get_absolute_url()).content.decode()
    assert ">Why does it hum?</a>" in text
    assert ">Change the gasket</a>" in text


QUERIES = {"answer": 1, "home": 6, "topic": 7, "list": 3, "tutorial": 1, "step": 2}


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_a_fixed_number_of_questions(keeping, client, rows):
    topic, thing = topics.topic(), products.product("finch")
    thing.topics.set([topic])
    thing.save()
    for _ in range(rows):
        made = faq.question(topic=topic, products=(thing,))
        guide = tutorials.tutorial(topic=topic, steps=rows, products=(thing,))
        feedback.set_tally(made, by=None, helped=1, unhelped=0)
    pages = {
        "answer": made.get_absolute_url(), "home": reverse("help_home"), "topic": topic.get_absolute_url(), "list": reverse("tutorials:list"),
        "tutorial": guide.get_absolute_url(), "step": reverse("tutorials:step", args=[guide.here, 1]),
    }  # fmt: skip
    seen = {}
    for name, address in pages.items():
        client.get(address)
        with CaptureQueriesContext(connection) as counted:
            client.get(address)
        seen[name] = len(counted)
    assert seen == QUERIES
    assert Topic.objects.count() == 1

