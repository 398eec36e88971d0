"""Reads of questions: by topic, by product, by helpfulness. Each asks the database a fixed number of times."""

from typing import Any

from django.db.models import Case, QuerySet, When
from modeltranslation.settings import AVAILABLE_LANGUAGES

from catalog.products.models import Product
from knowledgebase.faq.models import Question, QuestionQuerySet
from knowledgebase.feedback import queries as feedback
from knowledgebase.feedback.models import Tally
from portal.core.i18n import column
from portal.topics.models import Topic


def readable(user: Any) -> QuestionQuerySet:
    """Questions this user may read and that have a text in his language or the default one."""
    return Question.objects.visible_to(user).told_in()


def of_topic(topic: Topic, user: Any) -> QuestionQuerySet:
    """The questions of a topic in the editor's order."""
    return readable(user).filter(topic=topic).order_by("position", "pk")


def of_product(product: Product, user: Any, limit: int) -> list[Question]:
    """Questions that concern a product, the most helpful first."""
    found = list(readable(user).filter(products=product).order_by("-featured", "position", "pk")[: limit * 3])
    return sorted(with_tallies(found), key=lambda one: -one.tally.helped)[:limit]


def most_helpful(user: Any, limit: int) -> list[Question]:
    """The answers that helped most people, best first; featured ones fill up while nobody has voted."""
    best = feedback.most_helpful(Question, 2 * limit)
    known = readable(user).select_related("topic").in_bulk(best)
    found = [known[pk] for pk in best if pk in known][:limit]
    if len(found) < limit:
        more = readable(user).select_related("topic").exclude(pk__in=[one.pk for one in found]).order_by("-featured", "position", "pk")
        found += list(more[: limit - len(found)])
    return with_tallies(found)


def related(question: Question, user: Any, limit: int = 5) -> list[Question]:
    """Other questions of the same topic, those right after this one first."""
    behind = Case(When(position__lt=question.position, then=1), default=0)
    return list(readable(user).filter(topic_id=question.topic_id).exclude(pk=question.pk).order_by(behind, "position", "pk")[:limit])


def with_tallies(questions: list[Question]) -> list[Question]:
    """The same questions, each with its `tally`."""
    known = feedback.tallies_of(Question, [one.pk for one in questions])
    for one in questions:
        one.tally = known.get(one.pk) or Tally()
    return questions


def with_words(text: str, language: str) -> QuerySet:
    """Published questions whose title has some of these words, for the desk."""
    return feedback.with_words(Question.objects.filter(live=True), column("question", language), text)


def topics_by_every_name() -> dict[str, Topic]:
    """Topics by code, and by name and address in every language, in lower case."""
    found: dict[str, Topic] = {}
    for topic in Topic.objects.all():
        names = [getattr(topic, column(field_name, code)) for field_name in ("name", "slug") for code in AVAILABLE_LANGUAGES]
        found |= {str(name).casefold(): topic for name in names if name}
    return found | {topic.code.casefold(): topic for topic in found.values()}


def owner_of_address(slug: str, language: str, *, other_than: str) -> str:
    """The code of the question that has this address in a language; '' when it is free or its own."""
    rows = Question.objects.filter(**{column("slug", language): slug}).exclude(code=other_than)
    return rows.values_list("code", flat=True).first() or ""


def pictured(code: str) -> dict[str, Any]:
    """The question as plain JSON: its topic, whether it is live, and its texts by language; {} when there is none."""
    question = Question.objects.filter(code=code).select_related("topic").first()
    if question is None:
        return {}
    names = ("question", "slug", "answer", "keywords")
    texts = {code_: {name: getattr(question, column(name, code_)) for name in names} for code_ in AVAILABLE_LANGUAGES}
    return {"topic": question.topic.code, "live": question.live, "texts": texts}
