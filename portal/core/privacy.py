"""Every table says what it holds of people: exported, erased, or kept because. A table that says nothing fails a test.

An app declares its tables in its `privacy.py` (found by itself) or in its `hooks.py`:

    privacy.declare("chat.Membership", of=["party"], export=["room__title", "joined_at"], erase=privacy.DELETE)
    privacy.not_personal("chat.Room")

`of` are the look-ups from a row to the person it is about; `staff` names columns that point to whoever of the staff acted, which
become numbers of an empty login when that person leaves. docs/privacy.md tells it all.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

from portal.core.appendonly import erasure_pass
from portal.core.registry import Registry

DELETE = "delete"
"""For `erase`: the rows go."""


@dataclass(frozen=True)
class Subject:
    """Whose data: every number he has, and how he is reached. Iterating gives the numbers of his parties."""

    party_ids: tuple[int, ...]
    user_ids: tuple[int, ...] = ()
    identifier_ids: tuple[int, ...] = ()
    addresses: frozenset[str] = frozenset()
    """E-mail addresses and numbers in normal form, for what is found by them alone."""
    keep_words: bool = True
    """What he wrote in public stays, without his name."""

    def __iter__(self) -> Iterator[int]:
        return iter(self.party_ids)

    def __len__(self) -> int:
        return len(self.party_ids)


Export = list[str] | Callable[[Subject], Iterable[dict[str, Any]]]
Erase = str | dict[str, Any] | Callable[[Subject], int]


@dataclass(frozen=True)
class Declaration:
    """What one table holds of people and what becomes of it."""

    label: str
    of: tuple[str, ...] = ()
    export: Export | None = None
    erase: Erase | None = None
    keep: Any = None
    staff: tuple[str, ...] = ()
    first: bool = False
    after: bool = False

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def personal(self) -> bool:
        return bool(self.of or self.export or self.erase or self.keep)

    def rows(self, subject: Subject) -> QuerySet[Any]:
        """The rows that are about the subject."""
        condition = Q(pk__in=[])
        for path in self.of:
            condition |= Q(**{f"{path}__in": getattr(subject, people[_target(self.model, path)])})
        return self.model._base_manager.filter(condition)  # noqa: SLF001 - every row, whatever the model's own manager hides


@dataclass(frozen=True)
class Place:
    """Something outside the tables that may hold personal data: files, an index, a cache. `erase(subject)` says how many things went."""

    label: Any
    erase: Callable[[Subject], int]


declarations: Registry[Declaration] = Registry("privacy declarations")
places: Registry[Place] = Registry("places outside the database")
people: dict[str, str] = {}
"""Model that stands for a person → the attribute of Subject that holds its numbers; filled by the apps that own these models."""


def declare(
    label: str,
    *,
    of: Iterable[str] = (),
    export: Export | None = None,
    erase: Erase | None = None,
    keep: Any = None,
    staff: Iterable[str] = (),
    first: bool = False,
    after: bool = False,
) -> None:
    """Say what `label` ("app.Model") holds of people.

    `export`: the columns (look-ups allowed) a person gets of his rows, or a callable(subject) that yields plain dicts.
    `erase`: DELETE, {column: what it becomes} on his rows, or a callable(subject) that returns how many rows it touched.
    `keep`: why (the rest of) the row stays, as a sentence the person reads. `first`: erase before everything else, because
    these rows are found through others; `after`: when everything else is done, because others are found through these.
    """
    declarations.add(label, Declaration(label, tuple(of), export, erase, keep, tuple(staff), first, after))


def not_personal(*labels: str, staff: Iterable[str] = ()) -> None:
    """These tables hold nothing of customers; `staff` names the columns that point to who of the staff acted."""
    for label in labels:
        declarations.add(label, Declaration(label, staff=tuple(staff)))


def exported(declaration: Declaration, subject: Subject) -> Iterator[dict[str, Any]]:
    """What the person gets of this table, one plain dict a row, in the order of the rows."""
    if callable(declaration.export):
        yield from declaration.export(subject)
    elif declaration.export:
        yield from declaration.rows(subject).order_by("pk").values(*declaration.export).iterator(chunk_size=2000)


def erased(declaration: Declaration, subject: Subject) -> int:
    """Erase what is declared so; returns how many rows were touched. Call it in a transaction; doing it twice does it once."""
    erase = declaration.erase
    if callable(erase):
        with erasure_pass():
            return erase(subject)
    if erase == DELETE:
        return declaration.rows(subject).delete()[0]
    if isinstance(erase, dict):
        with erasure_pass():
            return declaration.rows(subject).update(**erase)
    return 0


def in_order() -> list[Declaration]:
    """All declarations in the order of erasure: `first`, then what was registered last before what it was built on, then `after`."""
    everything = list(declarations)[::-1]
    return sorted(everything, key=lambda one: one.after - one.first)


def faults() -> list[str]:
    """What is wrong or missing in the declarations; empty when every table is declared."""
    found = [f"{label} is not declared" for label in sorted(_tables() - set(declarations.keys()))]
    for one in declarations:
        if one.label not in _tables():
            found.append(f"{one.label} is declared, but there is no such table")
            continue
        found += _faults_of(one)
    return found + _out_of_order()


def _out_of_order() -> list[str]:
    """Tables erased after one through which their rows are found: they would go along uncounted, or not at all."""
    turn = {one.label: place for place, one in enumerate(in_order())}
    found = []
    for one in declarations:
        through = {_target(one.model, path.rpartition(LOOKUP_SEP)[0]) for path in one.of if LOOKUP_SEP in path} - set(people)
        found += [f"{one.label} is erased after {other}: declare it after" for other in through if turn.get(other, 999) < turn[one.label]]
    return found


def _tables() -> set[str]:
    return {
        model._meta.label for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    }


def _faults_of(one: Declaration) -> list[str]:
    found = [f"{one.label}: {path} leads to nobody" for path in one.of if _target(one.model, path) not in people]
    if one.of and not (one.erase or one.keep):
        found.append(f"{one.label}: say how it is erased, or why it is kept")
    if isinstance(one.export, list | dict) or isinstance(one.erase, dict):
        names = [*(one.export if isinstance(one.export, list) else ()), *(one.erase if isinstance(one.erase, dict) else ())]
        found += [f"{one.label}: no column {name}" for name in names if not _exists(one.model, name)]
    named = {path.split(LOOKUP_SEP)[0] for path in one.of} | set(one.staff)
    if callable(one.erase) or one.erase == DELETE:
        return found
    for field in one.model._meta.concrete_fields:
        target = field.related_model._meta.label if field.is_relation and isinstance(field.related_model, type) else ""
        if target in people and field.name not in named and not (isinstance(one.erase, dict) and field.name in one.erase):
            found.append(f"{one.label}: {field.name} points to a person: name it in `of` or in `staff`")
    return found


def _exists(model: type[models.Model], path: str) -> bool:
    try:
        _walk(model, path)
    except FieldDoesNotExist:
        return False
    return True


def _target(model: type[models.Model], path: str) -> str:
    try:
        field = _walk(model, path)
    except FieldDoesNotExist:
        return ""
    if field is None:
        return model._meta.label
    return field.related_model._meta.label if field.is_relation and isinstance(field.related_model, type) else ""


def _walk(model: type[models.Model], path: str) -> Any:
    """The last column of a look-up; None for the row itself ("pk")."""
    field = None
    for name in path.split(LOOKUP_SEP):
        if name == "pk":
            continue
        field = model._meta.get_field(name)
        if field.is_relation and isinstance(field.related_model, type):
            model = field.related_model
    return field
