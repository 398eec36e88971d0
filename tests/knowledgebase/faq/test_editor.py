"""The help centre in Wagtail's editor: adding, publishing, previewing each language, history."""

import pytest
from django.urls import reverse

from knowledgebase.faq.models import Question
from knowledgebase.feedback import actions as feedback
from portal.accounts.actions import sync_roles
from portal.accounts.roles import Role
from tests.factories import accounts, faq, topics, tutorials

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "de", "ar", "zh_hant")


@pytest.fixture
def editor(client):
    sync_roles()
    client.force_login(accounts.user(roles=(Role.EDITOR,)))
    return client


def given(topic, **changes):
    empty = {f"{name}_{code}": "" for name in ("question", "slug", "answer", "keywords") for code in LANGUAGES}
    return {"code": "hums", "topic": topic.pk, "minutes": 1, "position": 0, **empty, **changes}


def test_an_editor_adds_and_publishes_a_question(editor):
    topic = topics.topic()
    told = given(topic, question_en="Why does it hum?", slug_en="why-hum", answer_en="Air in the **pump**.", question_de="Warum brummt es?", slug_de="warum-brummen")
    answer = editor.post(reverse("wagtailsnippets_faq_question:add"), told | {"action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    made = Question.objects.get(code="hums")
    assert (made.live, made.answer_html_en, made.question_de) == (True, "<p>Air in the <strong>pump</strong>.</p>\n", "Warum brummt es?")
    assert editor.get(made.get_absolute_url()).status_code == 200


def test_a_question_without_english_text_is_refused_when_published(editor):
    answer = editor.post(reverse("wagtailsnippets_faq_question:add"), given(topics.topic()) | {"action-publish": "1"})
    assert answer.status_code == 200
    assert not Question.objects.exists()


def test_a_draft_changes_nothing_for_readers_until_it_is_published(editor):
    made = faq.question("hums", answer_en="Old.")
    feedback.cast_vote(made, by=None, browser="a" * 32, helpful=True, language="en")
    address = reverse("wagtailsnippets_faq_question:edit", args=[made.pk])
    told = given(made.topic, question_en=made.question_en, slug_en="hums", answer_en="New.")
    assert editor.post(address, told).status_code == 302
    assert "Old." in editor.get(made.get_absolute_url()).content.decode()
    assert editor.post(address, told | {"action-publish": "1"}).status_code == 302
    page = editor.get(made.get_absolute_url())
    assert "New." in page.content.decode()
    assert page.context["tally"].helped == 1
    assert editor.get(reverse("wagtailsnippets_faq_question:history", args=[made.pk])).status_code == 200


@pytest.mark.parametrize(("language", "text"), [("en", "Why does it hum?"), ("de", "Warum brummt es?")])
def test_a_preview_shows_the_language_it_is_asked_for(editor, language, text):
    made = faq.question("hums")
    address = reverse("wagtailsnippets_faq_question:preview_on_edit", args=[made.pk])
    told = given(made.topic, question_en="Why does it hum?", slug_en="hums", question_de="Warum brummt es?", slug_de="brummt", answer_en="Air.")
    assert editor.post(address, told).json()["is_valid"]
    page = editor.get(address + f"?mode={language}")
    assert page.status_code == 200
    assert f">{text}</h1>" in page.content.decode()


@pytest.mark.slow
def test_tutorials_topics_and_lists_open(editor):
    guide = tutorials.tutorial()
    faq.question()
    for name, args in (
        ("faq_question:list", []), ("tutorials_tutorial:list", []), ("topics_topic:list", []),
        ("tutorials_tutorial:edit", [guide.pk]), ("tutorials_tutorial:add", []), ("topics_topic:edit", [guide.topic.pk]),
    ):  # fmt: skip
        assert editor.get(reverse(f"wagtailsnippets_{name}", args=args)).status_code == 200


def test_a_customer_may_not_edit(client):
    client.force_login(accounts.user())
    assert client.get(reverse("wagtailsnippets_faq_question:list")).status_code in {302, 403}
