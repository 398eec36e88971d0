"""Every write of search: queueing changes, bringing the indexes up to date, rebuilding and verifying them."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from haystack import connections

from portal.core import pagecache
from portal.core.clock import now
from portal.search import writing
from portal.search.languages import aliases, language_of_alias
from portal.search.models import IndexState, SearchChange
from portal.search.queries import MOST_ATTEMPTS, backend_of
from portal.search.storage import BusyError, locked

log = logging.getLogger(__name__)
_CHUNK = 500
Progress = Callable[[str, int, int], None]


def _silent(label: str, done: int, total: int) -> None:
    """For those who do not watch."""


@dataclass(frozen=True)
class Difference:
    """A document that is missing, stale, or too much in an index."""

    language: str
    identifier: str
    what: str


# --- the queue -----------------------------------------------------------------------------------------------------------


def queue_changes(model: type[models.Model], pks: Iterable[Any]) -> None:
    """Note that these rows' documents must be looked at again; call it inside the transaction that changes them."""
    label = model._meta.label_lower
    SearchChange.objects.bulk_create([SearchChange(label=label, object_id=str(pk)) for pk in pks])


def drain(*, batch: int = 200, timeout: float = 60.0) -> int:
    """Bring all indexes up to date with the queue; returns how many changes were followed.

    Looks at each row as it is now, so order and repetition do not matter. A change leaves the queue only after the
    index's commit: after a crash it is simply followed again. One drain at a time; a second waits its turn.
    Raises `storage.BusyError` or Whoosh's `LockError` when it cannot get its turn: call again later.
    """
    done, failed = 0, set[int]()
    with locked(Path(settings.SEARCH_DIR) / "drain.lock", timeout=timeout):
        for alias in aliases():
            if not backend_of(alias).ready().fits():
                _rebuild(alias, _silent)
        while True:
            seen, bad = _drain_batch(batch, failed)
            failed |= bad
            done += seen
            if not seen:
                break
    if done:
        pagecache.content_changed()
    return done


def _drain_batch(size: int, failed: set[int]) -> tuple[int, set[int]]:
    with ExitStack() as stack:
        rebuilding = False
        for alias in aliases():
            try:
                stack.enter_context(locked(backend_of(alias).generations.rebuild_lock, shared=True, timeout=0))
            except BusyError:
                rebuilding = True
        waiting = SearchChange.objects.filter(attempts__lt=MOST_ATTEMPTS).exclude(pk__in=failed).order_by("pk")
        changes = list(waiting.filter(held=False)[:size] if rebuilding else waiting[:size])
        if not changes:
            return 0, set()
        bad_keys = _follow(changes)
        bad = {change.pk for change in changes if (change.label, change.object_id) in bad_keys}
        good = [change.pk for change in changes if change.pk not in bad]
        SearchChange.objects.filter(pk__in=bad).update(attempts=F("attempts") + 1)
        if rebuilding:
            SearchChange.objects.filter(pk__in=good).update(held=True)
        else:
            SearchChange.objects.filter(pk__in=good).delete()
        return len(changes), bad


def _follow(changes: Iterable[SearchChange], only: str | None = None, folder: Path | None = None) -> set[tuple[str, str]]:
    """Bring the documents of these rows up to date; returns the rows whose document could not be made."""
    keys = defaultdict(set)
    for change in changes:
        keys[change.label].add(change.object_id)
    bad: set[tuple[str, str]] = set()
    for alias in aliases() if only is None else [only]:
        documents: list[dict[str, Any]] = []
        gone: list[str] = []
        for label, pks in keys.items():
            found, faulty = _documents(alias, label, pks)
            documents += found.values()
            bad |= {(label, pk) for pk in faulty}
            gone += [f"{label}.{pk}" for pk in pks if pk not in found and pk not in faulty]
        backend_of(alias).write(documents, gone, folder=folder)
    return bad


def _documents(alias: str, label: str, pks: set[str]) -> tuple[dict[str, Any], set[str]]:
    """The documents of those rows that may be found in this language, by key; and the keys whose document failed."""
    indexes = connections[alias].get_unified_index().get_indexes()
    index = next((index for model, index in indexes.items() if model._meta.label_lower == label), None)
    if index is None:
        return {}, set()
    found, faulty = {}, set()
    for row in index.index_queryset(using=alias).filter(pk__in=pks):
        try:
            made = backend_of(alias).prepared(index, row)
        except Exception:
            log.exception("The search document of %s %s could not be made", label, row.pk)
            faulty.add(str(row.pk))
        else:
            if made is not None:
                found[str(row.pk)] = made
    return found, faulty


# --- rebuilding ----------------------------------------------------------------------------------------------------------


def rebuild(language: str | None = None, *, progress: Progress = _silent) -> None:
    """Make the index of one language, or of all, anew from the database. Searching goes on in the old one meanwhile."""
    for alias in aliases():
        if language in {None, language_of_alias(alias)}:
            _rebuild(alias, progress)
    if language is None:
        SearchChange.objects.filter(attempts__gte=MOST_ATTEMPTS).delete()
    drain()
    pagecache.content_changed()


def _rebuild(alias: str, progress: Progress) -> None:
    backend, started = backend_of(alias), time.monotonic()
    with locked(backend.generations.rebuild_lock, timeout=600):
        folder = backend.new_generation()
        writing.fill(folder, backend.schema, _all_documents(alias, progress))
        changes = SearchChange.objects.order_by("pk")
        _follow(changes.iterator(), only=alias, folder=folder)
        backend.generations.switch(folder)
    IndexState.objects.update_or_create(
        language=language_of_alias(alias), defaults={"rebuilt_at": now(), "rebuild_seconds": round(time.monotonic() - started, 2)}
    )


def _all_documents(alias: str, progress: Progress) -> Iterator[dict[str, Any]]:
    """Every document of a language, in chunks of rows, telling how far it is."""
    language, backend = language_of_alias(alias), backend_of(alias)
    for index in connections[alias].get_unified_index().get_indexes().values():
        rows = index.index_queryset(using=alias).order_by("pk")
        total, done, last = rows.count(), 0, None
        name = f"{language} {index.get_model()._meta.verbose_name_plural}"
        while chunk := list((rows if last is None else rows.filter(pk__gt=last))[:_CHUNK]):
            for row in chunk:
                try:
                    made = backend.prepared(index, row)
                except Exception:
                    log.exception("The search document of %s %s could not be made", index.get_model().__name__, row.pk)
                else:
                    if made is not None:
                        yield made
            done, last = done + len(chunk), chunk[-1].pk
            progress(name, done, max(total, done))


# --- verifying -----------------------------------------------------------------------------------------------------------


def verify(language: str | None = None) -> list[Difference]:
    """Compare every index with the database, after following the queue; a difference is looked at twice, so that what
    changes meanwhile is none."""
    drain()
    found: list[Difference] = []
    for alias in aliases():
        if language not in {None, language_of_alias(alias)}:
            continue
        first = _differences(alias)
        if first:
            drain()
            again = set(_differences(alias))
            first = [one for one in first if one in again]
        found += first
        with transaction.atomic():
            IndexState.objects.update_or_create(
                language=language_of_alias(alias), defaults={"verified_at": now(), "differences": len(first)}
            )
    return found


def _differences(alias: str) -> list[Difference]:
    language, held = language_of_alias(alias), backend_of(alias).contents()
    found = []
    for document in _all_documents(alias, _silent):
        kept = held.pop(document["id"], None)
        if kept is None:
            found.append(Difference(language, document["id"], "missing"))
        elif kept != document["digest"]:
            found.append(Difference(language, document["id"], "stale"))
    return found + [Difference(language, identifier, "too much") for identifier in held]
