"""What is known of votes and of missing answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Model, Q, QuerySet, Value, When

from knowledgebase.feedback import votables
from knowledgebase.feedback.enums import Reason
from knowledgebase.feedback.models import Tally, Vote
from portal.customers.models import Party


def tally_of(article: Model) -> Tally:
    """The article's tally; an empty one, unsaved, when nobody has voted."""
    kind = ContentType.objects.get_for_model(article)
    return Tally.objects.filter(about_type=kind, about_id=article.pk).first() or Tally(about_type=kind, about_id=article.pk)


def tallies_of(model: type[Model], pks: Iterable[int]) -> dict[int, Tally]:
    """The tallies of these articles by number, in one query."""
    kind = ContentType.objects.get_for_model(model)
    return {tally.about_id: tally for tally in Tally.objects.filter(about_type=kind, about_id__in=list(pks))}


def most_helpful(model: type[Model], limit: int) -> list[int]:
    """The numbers of the articles that helped most people, best first."""
    kind = ContentType.objects.get_for_model(model)
    found = Tally.objects.filter(about_type=kind, helped__gt=0).order_by("-helped", "about_id")
    return list(found.values_list("about_id", flat=True)[:limit])


def vote_on(article: Model, *, party: Party | None, browser: str) -> Vote | None:
    """What this reader said of the article before."""
    if party is None and not browser:
        return None
    voter = {"party": party} if party is not None else {"party": None, "browser": browser}
    return Vote.objects.filter(about_type=ContentType.objects.get_for_model(article), about_id=article.pk, **voter).first()


@dataclass
class Complaint:
    """An article that did not help, how often and why."""

    kind: str
    article: Any
    total: int
    tally: Tally
    reasons: list[tuple[str, int]] = field(default_factory=list)
    edit_url: str = ""


def complaints(limit: int = 100) -> list[Complaint]:
    """Articles with unread votes against them, the most first. Five queries, whatever their number."""
    counts = {f"n_{reason.value}": Count("pk", filter=Q(reason=reason)) for reason in Reason}
    rows: list[Any] = list(
        Vote.objects.filter(helpful=False, seen_at=None)
        .values("about_type", "about_id")
        .annotate(total=Count("pk"), **counts)
        .order_by("-total", "about_type", "about_id")[:limit]
    )
    kinds = votables.kinds_by_type()
    loaded: dict[tuple[int, int], Any] = {}
    tallies: dict[tuple[int, int], Tally] = {}
    for type_id, kind in kinds.items():
        model, pks = votables.registry[kind].model, [row["about_id"] for row in rows if row["about_type"] == type_id]
        if pks:
            loaded |= {(type_id, pk): one for pk, one in model._default_manager.in_bulk(pks).items()}
            tallies |= {(type_id, pk): tally for pk, tally in tallies_of(model, pks).items()}
    found = []
    for row in rows:
        key = (row["about_type"], row["about_id"])
        if key not in loaded:
            continue
        kind = kinds[key[0]]
        reasons = [(str(reason.label), row[f"n_{reason.value}"]) for reason in Reason if row[f"n_{reason.value}"]]
        tally = tallies.get(key) or Tally()
        found.append(Complaint(kind, loaded[key], row["total"], tally, reasons, votables.registry[kind].edit_url(key[1])))
    return found


def votes_against(article: Model) -> QuerySet[Vote]:
    """The votes that say an article did not help."""
    kind = ContentType.objects.get_for_model(article)
    return Vote.objects.filter(about_type=kind, about_id=article.pk, helpful=False).select_related("party")


def with_words(rows: QuerySet, title_column: str, text: str, limit: int = 12) -> QuerySet:
    """Rows whose title has one of the words of `text`, those with most of them first. For short lists on the desk."""
    words = [word for word in text.split() if len(word) > 1][:6] or [text]
    condition, score = Q(), cast("Any", Value(0))
    for word in words:
        has = Q(**{f"{title_column}__icontains": word})
        condition |= has
        score = score + Case(When(has, then=1), default=0)
    return rows.filter(condition).annotate(score=score).order_by("-score", "pk")[:limit]
