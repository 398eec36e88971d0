"""Reads of tutorials and of a reader's progress. Each asks the database a fixed number of times."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from catalog.products import queries as products
from catalog.products.models import Product
from knowledgebase.faq.models import ArticleQuerySet
from knowledgebase.feedback import queries as feedback
from knowledgebase.tutorials.models import Progress, StepDone, Tutorial
from portal.core.i18n import column
from portal.customers.models import Party
from portal.topics.models import Topic

CARD = "max-640x640"
STAGE = "max-900x900"


def readable(user: Any) -> ArticleQuerySet:
    """Tutorials this user may read and that have a text in his language or the default one."""
    return Tutorial.objects.visible_to(user).told_in()


def for_cards(rows: QuerySet) -> QuerySet:
    """The same rows with what a card shows: their topic and number of steps."""
    return rows.select_related("topic").annotate(step_count=Count("steps", distinct=True))


def with_pictures(tutorials: Iterable[Tutorial]) -> list[Tutorial]:
    """The same tutorials, each with `source`, its picture's address; two queries for all."""
    found = list(tutorials)
    pictures = products.pictures_by_id([one.picture_id for one in found], CARD)
    for one in found:
        one.shown = pictures.get(one.picture_id) if one.picture_id else None
        one.source = products.address_of(one.shown, CARD)
    return found


def of_topic(topic: Topic, user: Any, limit: int = 6) -> list[Tutorial]:
    """The tutorials of a topic in the editor's order, as cards."""
    return with_pictures(for_cards(readable(user).filter(topic=topic)).order_by("position", "pk")[:limit])


def of_product(product: Product, user: Any, limit: int) -> list[Tutorial]:
    """The tutorials that concern a product, as cards."""
    return with_pictures(for_cards(readable(user).filter(products=product)).order_by("position", "pk")[:limit])


def next_after(tutorial: Tutorial, user: Any, limit: int = 3) -> list[Tutorial]:
    """Other tutorials of the same topic, as cards."""
    others = readable(user).filter(topic_id=tutorial.topic_id).exclude(pk=tutorial.pk)
    return with_pictures(for_cards(others).order_by("position", "pk")[:limit])


def progress_of(tutorial: Tutorial, party: Party | None) -> tuple[Progress | None, set[int]]:
    """A customer's progress and the numbers of the steps he has done."""
    progress = Progress.objects.filter(tutorial=tutorial, party=party).first() if party is not None else None
    if progress is None:
        return None, set()
    return progress, set(StepDone.objects.filter(progress=progress).values_list("step_id", flat=True))


def unfinished(party: Party, limit: int = 5) -> list[Progress]:
    """Tutorials a customer began and has not finished, the last touched first, with `done` and `tutorial.step_count`."""
    rows = Progress.objects.filter(party=party, finished_at=None, tutorial__live=True).select_related("tutorial")
    rows = rows.order_by("-changed_at", "-pk")
    return list(rows.annotate(done=Count("steps_done", distinct=True), step_count=Count("tutorial__steps", distinct=True))[:limit])


def with_words(text: str, language: str) -> QuerySet:
    """Published tutorials whose title has some of these words, for the desk."""
    return feedback.with_words(Tutorial.objects.filter(live=True), column("title", language), text)
