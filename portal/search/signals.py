"""Hears which rows changed and queues their documents, in the transaction of the change."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save  # noqa: TID251 - Haystack's signal processor is the one place for it
from haystack.signals import BaseSignalProcessor
from wagtail.signals import post_page_move

from portal.core.events import after_commit

Touched = Callable[[Any], Iterable[Any]]


def _own_key(row: Any) -> list[Any]:
    return [row.pk]


class QueuedSignalProcessor(BaseSignalProcessor):
    """Haystack's place for signals: leaves `SearchChange` rows, indexes nothing itself."""

    def setup(self) -> None:
        self._watched: dict[type[models.Model], list[tuple[type[models.Model], Touched]]] | None = None
        pre_save.connect(self.page_is_saved)
        post_save.connect(self.row_changed)
        post_delete.connect(self.row_changed)
        m2m_changed.connect(self.relation_changed)
        post_page_move.connect(self.branch_changed)

    def teardown(self) -> None:
        for signal, heard in ((post_save, self.row_changed), (post_delete, self.row_changed), (m2m_changed, self.relation_changed)):
            signal.disconnect(heard)
        pre_save.disconnect(self.page_is_saved)
        post_page_move.disconnect(self.branch_changed)

    def forget(self) -> None:
        """Look anew which models are searched (tests change that)."""
        self._watched = None

    def watched(self) -> dict[type[models.Model], list[tuple[type[models.Model], Touched]]]:
        """For each model: whose documents its rows touch."""
        if self._watched is None:
            from django.apps import apps  # noqa: PLC0415 - loaded after all apps

            found: dict[Any, list[tuple[type[models.Model], Touched]]] = defaultdict(list)
            for model, index in self.connections["default"].get_unified_index().get_indexes().items():
                found[model].append((model, _own_key))
                for label, touched in getattr(index, "follows", {}).items():
                    found[apps.get_model(label)].append((model, touched))
            self._watched = dict(found)
        return self._watched

    def row_changed(self, sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
        """A row was saved or deleted."""
        if sender._meta.label_lower == "wagtailcore.pageviewrestriction":
            self.branch_changed(sender, instance=instance.page)
        known: Any = getattr(instance, "specific_class", sender)  # a page is that of its kind; in a migration it has none
        for model, touched in self.watched().get(known, ()):
            _queue(model, touched(instance))

    def relation_changed(self, sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **kwargs: Any) -> None:  # noqa: FBT001 - Django's signal
        """A many-to-many field of a row changed; `reverse`: from the other side."""
        if action not in {"post_add", "post_remove", "post_clear", "pre_clear"}:
            return
        for owner, touched in self.watched().get(type(instance), ()):
            _queue(owner, touched(instance))
        if reverse:
            keys = pk_set if pk_set is not None else _keys_through(sender, instance, model)
            for owner, touched in self.watched().get(model, ()):
                _queue(owner, [key for row in model._default_manager.filter(pk__in=keys) for key in touched(row)])

    def page_is_saved(self, sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
        """A page about to get another address: all pages below it get one in the same transaction. (Wagtail tells only after it.)"""
        from wagtail.models import Page  # noqa: PLC0415 - loaded after all apps

        has_branch = isinstance(instance, Page) and instance.pk and instance.numchild
        if has_branch and Page.objects.filter(pk=instance.pk).exclude(slug=instance.slug).exists():
            self.branch_changed(sender, instance=instance)

    def branch_changed(self, sender: Any, instance: Any, **kwargs: Any) -> None:
        """A page moved, gets another address or another privacy: so do all pages below it."""
        from wagtail.models import Page  # noqa: PLC0415 - loaded after all apps

        keys: dict[type[models.Model], list[Any]] = defaultdict(list)
        for pk, type_id in Page.objects.descendant_of(instance, inclusive=True).values_list("pk", "content_type_id"):
            model = ContentType.objects.get_for_id(type_id).model_class()
            if model in self.watched():
                keys[model].append(pk)
        for model, pks in keys.items():
            _queue(model, pks)


def _keys_through(through: Any, instance: Any, model: Any) -> list[Any]:
    """The rows of `model` that a many-to-many table joins to `instance` (before it is cleared)."""
    fields = {field.related_model: field.attname for field in through._meta.fields if field.is_relation}
    return list(through._default_manager.filter(**{fields[type(instance)]: instance.pk}).values_list(fields[model], flat=True))


def _queue(model: type[models.Model], pks: Iterable[Any]) -> None:
    from portal.search import actions, tasks  # noqa: PLC0415 - Haystack makes the processor before models are loaded

    keys = list(pks)
    if not keys:
        return
    actions.queue_changes(model, keys)
    if not _asked_already(tasks.request_drain):
        after_commit(tasks.request_drain)


def _asked_already(call: Callable[[], None]) -> bool:
    """Whether this transaction asks for the drain at its commit already, outside of any savepoint that may yet be undone."""
    link = transaction.get_connection()
    here = set(link.savepoint_ids)
    return any(isinstance(entry[1], partial) and entry[1].func is call and entry[0] <= here for entry in link.run_on_commit)
