"""Reading: searching, completing, and the state of the indexes. Everything a reader sees respects his rights."""

import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from haystack import connections

from portal.core.i18n import current_language
from portal.core.text import clean_line
from portal.search import kinds
from portal.search.finding import Found
from portal.search.languages import alias_for, aliases, language_of_alias
from portal.search.models import IndexState, SearchChange
from portal.search.rules import audiences_of

LONGEST = 200
MOST_PAGES = 50
MOST_ATTEMPTS = 5
"""After so many failures a change waits for a person to look at it."""


def backend_of(alias: str) -> Any:
    """The engine of a connection. Another engine needs Haystack's methods and those of `engine.PortalWhooshBackend`."""
    return connections[alias].get_backend()


@dataclass(frozen=True)
class Result:
    """One line of a result page; `title` and `snippet` are safe HTML with <mark>."""

    title: Any
    snippet: Any
    url: str
    kind: str
    kind_label: Any
    icon: str
    code: str
    score: float


@dataclass(frozen=True)
class KindCount:
    kind: str
    label: Any
    count: int


@dataclass(frozen=True)
class Answer:
    """What a search found: one page of results, the number of all, counts for each kind, and perhaps a better spelling."""

    text: str
    results: list[Result] = field(default_factory=list)
    total: int = 0
    all_total: int = 0
    kinds: list[KindCount] = field(default_factory=list)
    suggestion: str = ""
    page: int = 1
    pages: int = 1
    milliseconds: float = 0.0


def clean(text: str) -> str:
    """A question as it is searched for: one line, no invisible signs, at most `LONGEST` letters."""
    return clean_line(text.encode("utf-8", "ignore").decode())[:LONGEST].strip()


def search(text: str, *, user: Any, kind: str | None = None, page: int = 1, size: int = 10, language: str | None = None) -> Answer:
    """Search in the active language (or `language`). Counts and suggestion hold only what `user` may find.

    A `kind` nobody registered is ignored; `page` is bounded.
    """
    started = time.perf_counter()
    asked = clean(text)
    if not asked:
        return Answer(text=asked)
    wanted = kind if kind and kinds.get(kind) else None
    number = min(max(page, 1), MOST_PAGES)
    backend = backend_of(alias_for(language or current_language()))
    found: Found = backend.find(asked, audiences=audiences_of(user), kind=wanted, offset=(number - 1) * size, limit=size)
    return Answer(
        text=asked,
        results=[_result(hit) for hit in found.hits],
        total=found.total,
        all_total=sum(found.counts.values()),
        kinds=[KindCount(slug, one.label, found.counts[slug]) for slug, one in kinds.ordered() if found.counts.get(slug)],
        suggestion=found.suggestion,
        page=number,
        pages=min(MOST_PAGES, -(-found.total // size)) or 1,
        milliseconds=round((time.perf_counter() - started) * 1000, 1),
    )


def _result(hit: Any) -> Result:
    slug = hit.fields.get("kind", "")
    kind = kinds.get(slug)
    return Result(
        title=hit.title, snippet=hit.snippet, url=hit.fields.get("url", ""), kind=slug, kind_label=kind.label if kind else slug,
        icon=kind.icon if kind else "file-text", code=hit.fields.get("code", ""), score=hit.score,
    )  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    title: str
    url: str
    kind_label: Any


def suggest(text: str, *, user: Any, limit: int = 8) -> list[Suggestion]:
    """Titles for search-as-you-type, in the active language, of what `user` may find."""
    asked = clean(text)
    if not asked:
        return []
    found = backend_of(alias_for(current_language())).complete(asked, audiences=audiences_of(user), limit=limit)
    labels = {slug: kind.label for slug, kind in kinds.ordered()}
    return [Suggestion(one["title"], one["url"], labels.get(one["kind"], one["kind"])) for one in found]


@dataclass(frozen=True)
class IndexFacts:
    """One index for the desk."""

    language: str
    name: str
    documents: int
    generation: int
    fits: bool
    state: IndexState | None


def index_facts() -> list[IndexFacts]:
    """Every index: how much it holds, which generation it is, when it was rebuilt and verified."""
    states = {state.language: state for state in IndexState.objects.all()}
    names, found = dict(settings.LANGUAGES), []
    for alias in aliases():
        backend, language = backend_of(alias), language_of_alias(alias)
        index = backend.ready()
        number = backend.generations.number()
        found.append(IndexFacts(language, names[language], index.doc_count(), number, index.fits(), states.get(language)))
    return found


def queue_length() -> int:
    """How many changes the indexes have yet to follow."""
    return SearchChange.objects.count()


def stuck_count() -> int:
    """How many changes could not be followed after several tries."""
    return SearchChange.objects.filter(attempts__gte=MOST_ATTEMPTS).count()
