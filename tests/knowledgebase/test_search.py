"""Answers and tutorials in the search index: each language its text, published ones only."""

import pytest
from django.utils.translation import override

from knowledgebase.faq.search_indexes import QuestionIndex
from knowledgebase.tutorials.search_indexes import TutorialIndex
from tests.factories import faq, products, tutorials

pytestmark = pytest.mark.django_db


def test_a_question_is_described_in_each_language():
    made = faq.question(
        "hums", question_en="Why hum?", question_de="Warum brummt es?", slug_de="warum", answer_de="Luft in der **Pumpe**.", keywords_de="Geräusch, laut",
        products=(products.product("finch", name_en="Finch 2"),),
    )  # fmt: skip
    with override("de"):
        told = QuestionIndex().document(made, "de")
    assert (told.title, told.body, told.url, told.code, list(told.audience)) == ("Warum brummt es?", "Luft in der Pumpe.", "/de/help/answers/warum/", "faq:hums", ["public"])
    assert {"Geräusch", "laut", "Finch 2"} <= set(told.keywords)
    with override("ar"):
        assert QuestionIndex().document(made, "ar").title == "Why hum?"


def test_a_tutorial_is_found_by_its_steps():
    guide = tutorials.tutorial("gasket", steps=2)
    with override("en"):
        told = TutorialIndex().document(guide, "en")
    assert told.code == "tutorial:gasket"
    assert "Turn screw 2." in told.body
    assert "Oil screw 1." in told.body
    assert list(TutorialIndex.follows["tutorials.Step"](guide.steps.first())) == [guide.pk]


def test_drafts_and_texts_of_other_languages_are_not_found():
    faq.question(live=False)
    german = faq.question(question_en="", slug_en=None, question_de="Nur hier", slug_de="nur-hier")
    tutorials.tutorial(live=False)
    assert list(QuestionIndex().rows("de")) == [german]
    assert list(QuestionIndex().rows("en")) == []
    assert list(TutorialIndex().rows("en")) == []
