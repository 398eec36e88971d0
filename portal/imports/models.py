"""Imports, what became of their rows, and which column of a list is which field."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.clock import now
from portal.imports.enums import ImportState, RowState


class Import(models.Model):
    """One file that staff brought. `rows_done` is written with the rows it counts, so that a killed run goes on where it was."""

    importer = models.CharField(_("what it holds"), max_length=40)
    file_name = models.CharField(_("file"), max_length=200)
    file_key = models.UUIDField(default=uuid.uuid4, editable=False)
    """The name of the file in the private folder; the file is forgotten after a time."""
    language = models.CharField(_("language of the texts"), max_length=10)
    columns = models.JSONField(default=list)
    """The titles of the file's columns, in order."""
    mapping = models.JSONField(default=dict, blank=True)
    """Field → title of its column."""
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    """Row state → how many, of the last try or run."""
    failure = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["-created_at", "-id"], name="import_newest")]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """What became of one line; `before` and `after` are what is needed to take it back. Lines as they were are only counted."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RowState)
    label = models.CharField(max_length=200, blank=True)
    faults = models.JSONField(default=list, blank=True)
    """[[field, what is wrong], …] in the language of whoever brought the file."""
    about = models.CharField(max_length=60, blank=True, db_index=True)
    """What it made or changed, e.g. 'customers.party:12'."""
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        constraints = [models.UniqueConstraint(fields=["of", "line"], name="import_row_once")]
        indexes = [models.Index(fields=["of", "state", "line"], name="import_row_by_state")]

    def __str__(self) -> str:
        return f"{self.of_id}:{self.line}"


class RememberedColumn(models.Model):
    """Which field a column title was last taken for."""

    importer = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["importer", "title"], name="remembered_column_once")]

    def __str__(self) -> str:
        return f"{self.title} → {self.field}"
