"""Questions as tests need them."""

from itertools import count
from typing import Any

from knowledgebase.faq.models import Question
from portal.topics.models import Topic
from tests.factories import topics

_numbers = count(1)


def question(code: str = "", *, topic: Topic | None = None, products: tuple[Any, ...] = (), **fields: Any) -> Question:
    """A published question with an answer in English."""
    code = code or f"question-{next(_numbers)}"
    values = {
        "code": code,
        "topic": topic or Topic.objects.first() or topics.topic(),
        "question_en": f"What about {code}?",
        "slug_en": code,
        "answer_en": f"The answer to {code} is **yes**.",
        "live": True,
    }
    made = Question.objects.create(**values | fields)
    if products:
        made.products.set(products)
        made.save()
    return made
