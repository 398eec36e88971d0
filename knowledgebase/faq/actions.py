"""Every write of questions."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any, Literal

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from catalog.products import queries as products
from knowledgebase.faq import article_files, pictures, queries
from knowledgebase.faq.article_import import Plan
from knowledgebase.faq.models import Question
from portal.core import pagecache
from portal.core.i18n import column
from portal.pages.models import PortalImage
from portal.topics.models import Topic

PICTURE = "max-1200x1200"

Outcome = Literal["added", "changed", "same"]


class UnpublishedChangesError(ValueError):
    """An editor has a draft of this question that is not published: overwriting it would lose his work."""


@transaction.atomic
def put_question(
    code: str,
    *,
    by: Any,
    topic: Topic,
    texts: dict[str, dict[str, str]],
    products: list[Any] | None = None,
    updated_at: datetime | None = None,
    keep_history: bool = True,
    **fields: Any,
) -> tuple[Question, Outcome]:
    """Make the question with this code as told, or bring it up to date, published. A second call with the same changes nothing.

    `texts` is {language: {'question': …, 'slug': …, 'answer': …, 'keywords': …}}; languages and fields not named stay as they are.
    `products` None leaves them; `fields` are minutes, featured, position. Raises UnpublishedChangesError.
    """
    question = Question.objects.filter(code=code).first() or Question(code=code, topic=topic, live=True)
    is_new = question.pk is None
    if question.has_unpublished_changes:
        raise UnpublishedChangesError(code)
    told: dict[str, Any] = {column(field, language): text for language, own in texts.items() for field, text in own.items()}
    told |= {"topic": topic, "live": True, **fields} | ({"updated_at": updated_at} if updated_at else {})
    changed = [name for name, value in told.items() if getattr(question, name) != value]
    linked = is_new or products is None or {p.pk for p in question.products.all()} == {p.pk for p in products}
    if not is_new and not changed and linked:
        return question, "same"
    for name in changed:
        setattr(question, name, told[name])
    if updated_at:
        question.text_mark = ""
    if products is not None:
        question.products = products
    question.save()
    if keep_history:
        _keep_version(question, by=by)
    pagecache.content_changed()
    return question, "added" if is_new else "changed"


def _keep_version(question: Question, *, by: Any) -> None:
    """A version for the history, as what is published now."""
    revision: Revision = question.save_revision(user=by if getattr(by, "pk", None) else None, clean=False)
    question.live_revision = revision
    question.has_unpublished_changes = False
    question.save(update_fields=["live_revision", "has_unpublished_changes"])


def follow_publication(question: Question) -> None:
    """A question was published or hidden in the editor: kept pages are out of date."""
    pagecache.content_changed()


def import_articles(plan: Plan, *, by: Any, told: Callable[[int, int], None] | None = None) -> dict[str, int]:
    """Write a plan without faults, all of it or nothing; returns how many were added, changed and stayed the same.

    Raises UnpublishedChangesError, and ValueError for a plan with faults. Pictures that were written are removed again on a fault.
    """
    if plan.faults:
        raise ValueError("The plan has faults.")
    counts, written = {"added": 0, "changed": 0, "same": 0}, []
    try:
        with transaction.atomic():
            addresses = {}
            for place, data in plan.pictures.items():
                picture, is_new = _take_in_picture(place.name, data)
                written += [picture] if is_new else []
                addresses[place] = products.address_of(picture, PICTURE)
            for done, article in enumerate(plan.articles, 1):
                targets = plan.links[article.code] | {target: addresses[place] for target, place in plan.shown[article.code].items()}
                text = article_files.rewritten(article.text, targets)
                told_text = {"question": article.title, "slug": article.slug, "answer": text, "keywords": ", ".join(article.tags)[:400]}
                _question, outcome = put_question(
                    article.code, by=by, topic=plan.topics[article.code], texts={plan.language: told_text}, updated_at=article.updated_at
                )
                counts[outcome] += 1
                if told is not None:
                    told(done, len(plan.articles))
    except BaseException:
        for picture in written:
            picture.file.delete(save=False)
        raise
    return counts


def _take_in_picture(name: str, data: bytes) -> tuple[PortalImage, bool]:
    title = pictures.title_of(data, name)
    known = PortalImage.objects.filter(title=title).first()
    if known is not None:
        return known, False
    picture = PortalImage(title=title, file=ImageFile(BytesIO(data), name=name))
    picture.save()
    return picture, True


def take_back_question(code: str, *, before: dict[str, Any], after: dict[str, Any], by: Any) -> str:
    """Make the question what it was before an import; '' when done, else why it stays as it is."""
    with transaction.atomic():
        question = Question.objects.select_for_update().filter(code=code).first()
        if question is None:
            return ""
        if queries.pictured(code) != after or question.has_unpublished_changes:
            return _("It has been changed since.")
        if not before:
            question.delete()
            pagecache.content_changed()
            return ""
        put_question(code, by=by, topic=Topic.objects.get(code=before["topic"]), texts=before["texts"])
        if not before["live"]:
            question.refresh_from_db()
            question.unpublish(user=by)
    return ""
