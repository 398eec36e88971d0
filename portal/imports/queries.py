"""Reads of imports: who may see which, the file's rows, and what a title probably means."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from portal.imports import reading
from portal.imports.enums import ImportState
from portal.imports.importers import Given, Importer, allowed_for, importers
from portal.imports.models import Import, RememberedColumn


def visible_to(user: Any) -> QuerySet[Import]:
    """Imports of what the user may bring in."""
    return Import.objects.filter(importer__in=[one.slug for one in allowed_for(user)])


def folder() -> Path:
    """Where files lie until they are forgotten; nothing serves it."""
    return Path(settings.VAR_DIR) / "imports"


def path_of(one: Import) -> Path:
    return folder() / one.file_key.hex


def importer_of(one: Import) -> Importer:
    return importers[one.importer]


def rows_of(one: Import) -> list[Given]:
    """The lines of the file as fields. Raises UnreadableFile."""
    titles = {title: slug for slug, title in one.mapping.items()}
    sheet = reading.read(path_of(one))
    return [Given(row.line, {titles[title]: value.strip() for title, value in row.cells.items() if title in titles}) for row in sheet.rows]


def batches(rows: list[Given], *, start: int, size: int, together: str) -> Iterator[list[Given]]:
    """The rows from `start` on, `size` at a time; lines that belong together are never parted."""
    batch: list[Given] = []
    for row in rows[start:]:
        joined = bool(batch) and bool(together) and row.values.get(together) == batch[-1].values.get(together)
        if len(batch) >= size and not joined:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def tied_batches(rows: list[Given], marks: list[Any], *, size: int) -> Iterator[list[Given]]:
    """All rows, those of one mark in one batch and in their order, `size` at a time or more."""
    groups: dict[Any, list[Given]] = {}
    for row, mark in zip(rows, marks, strict=True):
        groups.setdefault(mark, []).append(row)
    batch: list[Given] = []
    for group in groups.values():
        batch += group
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def guessed(importer: Importer, columns: list[str]) -> dict[str, str]:
    """Field → column title: as remembered, else by the field's own names in whatever language."""
    remembered = dict(RememberedColumn.objects.filter(importer=importer.slug, title__in=columns).values_list("title", "field"))
    names = {_plain(name): one.slug for one in importer.fields for name in (one.slug, *one.names)}
    found: dict[str, str] = {}
    for title in columns:
        slug = remembered[title] if title in remembered else names.get(_plain(title), "")
        if slug and slug not in found:
            found[slug] = title
    return found


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", "", title.casefold())


def can_be_undone(one: Import) -> bool:
    """Only the newest import of its kind that was brought in: what came later may stand on it."""
    if one.state != ImportState.DONE:
        return False
    brought = Import.objects.filter(importer=one.importer, state__in=[ImportState.RUNNING, ImportState.DONE, ImportState.UNDOING])
    return not brought.filter(created_at__gt=one.created_at).exists()
