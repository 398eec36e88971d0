"""Loads the help centre: answers, tutorials, how far customers have come, their votes, and what was searched in vain.

The counts `helped` and `unhelped` of the content files stand for the years before the portal: they become the tally, without
a vote for each. A few votes of named customers, with reasons, lie on top, so that the desk has something to read.
"""

import random
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import translation

from knowledgebase.faq import actions as faq
from knowledgebase.faq.models import Question
from knowledgebase.feedback import actions as feedback
from knowledgebase.feedback.enums import Reason
from knowledgebase.feedback.models import MissingAnswer, Tally, Vote
from knowledgebase.tutorials import actions as tutorials
from knowledgebase.tutorials.models import Progress, Tutorial
from portal.customers.models import Party
from portal.site.demo.book import LANGUAGES, Book, read
from portal.site.demo.load_pages import picture

_SEED = 1987


def load(book: Book) -> None:
    """Make what is missing; what exists stays as it is."""
    _questions(book)
    _tutorials(book)
    people = _people(book)
    with transaction.atomic():
        if people and not Progress.objects.exists():
            _progress(book, people)
        if people and not Vote.objects.exists():
            _votes(book, people)
        if not MissingAnswer.objects.exists():
            for one in read("searches"):
                feedback.note_missing_answer(one["text"], language=one["language"], times=one["times"], at=book.moment(one["days_ago"]))
    if book.scale > 1:
        _copies(book)


def _people(book: Book) -> list[Party]:
    """The customers of the book as parties, in the order of their codes."""
    found = (getattr(one, "party", one) for _code, one in sorted(book.people.items()))
    return [one for one in found if isinstance(one, Party)]


def _questions(book: Book) -> None:
    rows = [row for group in read("faq/") for row in group]
    for done, row in enumerate(rows, 1):
        found = Question.objects.filter(code=row["code"]).first()
        if found is None:
            with transaction.atomic():
                found = _question(book, row, done)
        book.faqs[row["code"]] = found
        book.progress("Answers", done, len(rows))


def _question(book: Book, row: dict[str, Any], place: int) -> Question:
    texts = {
        code: {"question": row["question"][code], "slug": row["slug"][code], "answer": book.markdown(row["answer"][code], code)}
        for code in LANGUAGES
    }
    made, _outcome = faq.put_question(
        row["code"], by=None, topic=book.topics[row["topic"]], texts=texts, products=[book.products[code] for code in row["products"]],
        updated_at=book.moment(row["updated_days_ago"]), minutes=row["minutes"], featured=row["featured"], position=place,
    )  # fmt: skip
    feedback.set_tally(made, by=None, helped=row["helped"], unhelped=row["unhelped"])
    return made


def _tutorials(book: Book) -> None:
    rows = read("tutorials/")
    for done, row in enumerate(rows, 1):
        found = Tutorial.objects.filter(code=row["code"]).first()
        if found is None:
            with transaction.atomic():
                found = _tutorial(book, row, done)
        book.tutorials[row["code"]] = found
        book.progress("Tutorials", done, len(rows))


def _tutorial(book: Book, row: dict[str, Any], place: int) -> Tutorial:
    texts = {
        code: {"title": row["title"][code], "slug": row["slug"][code], "summary": row["summary"][code], "tools": "\n".join(row["tools"][code])}
        for code in LANGUAGES
    }
    steps = [
        {
            "code": step["code"],
            "minutes": step["minutes"],
            "texts": {
                code: {"title": step["title"][code], **{name: book.markdown(step[name][code], code) for name in ("body", "stuck") if step.get(name)}}
                for code in LANGUAGES
            },
        }
        for step in row["steps"]
    ]
    code = f"tutorial:{row['code']}"
    made, _outcome = tutorials.put_tutorial(
        row["code"], by=None, topic=book.topics[row["topic"]], texts=texts, steps=steps, minutes=row["minutes"], position=place,
        products=[book.products[one] for one in row["products"]], difficulty=row["difficulty"],
        picture=picture(code, code, row["picture_alt"]), updated_at=book.moment(row["updated_days_ago"]),
    )  # fmt: skip
    return made


def _progress(book: Book, people: list[Party]) -> None:
    """Two of three customers have opened a tutorial or two; most of them came to the end."""
    chance, guides = random.Random(_SEED), [book.tutorials[code] for code in sorted(book.tutorials)]
    steps = {guide.pk: list(guide.steps.all()) for guide in guides}
    readers = [one for one in people if chance.random() < 0.66][:40]
    for done, reader in enumerate(readers, 1):
        for guide in chance.sample(guides, chance.choice([1, 1, 2, 3])):
            moment = book.moment(chance.uniform(2, 160))
            own = steps[guide.pk]
            count = len(own) if chance.random() < 0.7 else chance.randrange(1, len(own))
            with translation.override(reader.language if reader.language in LANGUAGES else "en"):
                for step in own[:count]:
                    moment += timedelta(minutes=step.minutes)
                    tutorials.mark_step_done(guide, by=None, party=reader, step=step, at=moment)
        book.progress("Progress", done, len(readers))


def _votes(book: Book, people: list[Party]) -> None:
    """Votes of named customers; the tally stays the one of the content files, which counts them in."""
    chance, articles = random.Random(_SEED + 1), [book.faqs[code] for code in sorted(book.faqs)]
    kept = {tally.about_id: (tally.helped, tally.unhelped) for tally in Tally.objects.filter(about_id__in=[one.pk for one in articles])}
    reasons = [Reason.UNANSWERED, Reason.UNANSWERED, Reason.UNCLEAR, Reason.WRONG]
    for reader in people[:60]:
        language = reader.language if reader.language in LANGUAGES else "en"
        for article in chance.sample(articles, chance.choice([0, 1, 2, 3])):
            helpful = chance.random() < 0.85
            with translation.override(language):
                feedback.cast_vote(
                    article, by=None, party=reader, helpful=helpful, reason="" if helpful else chance.choice(reasons),
                    language=language, at=book.moment(chance.uniform(1, 150)),
                )  # fmt: skip
    for article in articles:
        helped, unhelped = kept.get(article.pk, (0, 0))
        feedback.set_tally(article, by=None, helped=helped, unhelped=unhelped)


def _copies(book: Book) -> None:
    """Copies of every answer, `scale` times as many in all, past the actions: for benches."""
    there = set(Question.objects.filter(code__contains="--x").values_list("code", flat=True))
    originals = list(Question.objects.filter(code__in=book.faqs).order_by("pk"))
    for number in range(2, book.scale + 1):
        made = [_copy(one, number) for one in originals if f"{one.code}--x{number}" not in there]
        with transaction.atomic():
            Question.objects.bulk_create(made, batch_size=200)
        book.progress("Copies", number, book.scale)


def _copy(original: Question, number: int) -> Question:
    taken = {f.attname: getattr(original, f.attname) for f in Question._meta.concrete_fields if not f.primary_key}
    copy = Question(**{**taken, "code": f"{original.code}--x{number}", "latest_revision_id": None, "live_revision_id": None, "featured": False})
    copy.position = original.position + 1000 * number
    for code in LANGUAGES:
        column = code.replace("-", "_")
        setattr(copy, f"slug_{column}", f"{getattr(original, f'slug_{column}')}-{number}")
        setattr(copy, f"question_{column}", f"{getattr(original, f'question_{column}')} ({number})")
    copy.slug = copy.slug_en
    copy.mark_translations()
    return copy
