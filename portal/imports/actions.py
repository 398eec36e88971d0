"""Every write of imports: take a file in, choose its columns, try it, bring it in, take it back, forget it."""

import logging
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.clock import now
from portal.imports import queries, reading
from portal.imports.enums import WORKING, ImportState, RowState
from portal.imports.importers import Given, Importer, Result
from portal.imports.models import Import, ImportRow, RememberedColumn

logger = logging.getLogger(__name__)
BATCH = 200
MOST_FAULTS_KEPT = 5_000
"""Of a try; the rest is counted."""
KEEP_FILES = timedelta(days=30)
_REFUSALS = (ValidationError, ValueError, DatabaseError)
_ACTED = {RowState.NEW, RowState.CHANGED, RowState.REVIEW}


class WrongStateError(ValueError):
    """The import is not where this step begins: somebody else was quicker, or it is over."""


class ColumnMissingError(ValueError):
    """A field that is needed has no column."""


def take_in(importer: Importer, file_name: str, data: bytes, *, by: Any, language: str) -> Import:
    """Keep a file and guess its columns. Raises UnreadableFile when it is no list."""
    sheet = reading.read_bytes(data)
    columns = list(dict.fromkeys(title for title in sheet.columns if title))
    made = Import(
        importer=importer.slug, file_name=file_name[:200], language=language, columns=columns, rows_total=len(sheet.rows), by=by,
        mapping=queries.guessed(importer, columns),
    )  # fmt: skip
    queries.folder().mkdir(parents=True, exist_ok=True)
    part = queries.path_of(made).with_suffix(".part")
    part.write_bytes(data)
    part.rename(queries.path_of(made))
    made.save(force_insert=True)
    return made


def choose_columns(one: Import, mapping: dict[str, str], *, by: Any) -> None:
    """Say which column is which field, and try the file. Raises ColumnMissingError, WrongStateError."""
    importer = queries.importer_of(one)
    chosen = {slug: title for slug, title in mapping.items() if title in one.columns}
    if missing := [field for field in importer.fields if field.required and field.slug not in chosen]:
        raise ColumnMissingError(", ".join(str(field.label) for field in missing))
    with transaction.atomic():
        _move(one, (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED), ImportState.CHECKING, mapping=chosen)
        fields = {title: slug for slug, title in chosen.items()}
        for title in one.columns:
            RememberedColumn.objects.update_or_create(importer=one.importer, title=title[:200], defaults={"field": fields.get(title, "")})


def begin(one: Import, *, by: Any) -> None:
    """Bring in what was tried. Raises WrongStateError."""
    _move(one, (ImportState.CHECKED,), ImportState.RUNNING)


def begin_undo(one: Import, *, by: Any) -> None:
    """Take the last import of its kind back. Raises WrongStateError."""
    with transaction.atomic():
        if not queries.can_be_undone(one):
            raise WrongStateError(one.state)
        _move(one, (ImportState.DONE,), ImportState.UNDOING)


def _move(one: Import, before: tuple[ImportState, ...], after: ImportState, **fields: Any) -> None:
    """Go on to the next state, if nobody else has; progress begins anew."""
    values = {"state": after, "rows_done": 0, "counts": {}, "failure": "", "finished_at": None, **fields}
    with transaction.atomic():
        if not Import.objects.filter(pk=one.pk, state__in=before).update(**values):
            raise WrongStateError(one.state)
        if after in {ImportState.CHECKING, ImportState.RUNNING}:
            ImportRow.objects.filter(of=one).delete()
    one.refresh_from_db()


def work_on(one: Import) -> None:
    """Do what the import waits for, from where it stands; called again after a kill it goes on. Does nothing when nothing waits."""
    if one.state not in WORKING:
        return
    with override(one.by.language if one.by and one.by.language else one.language):
        if one.state == ImportState.UNDOING:
            _take_back_all(one)
            return
        try:
            rows = queries.rows_of(one)
        except reading.UnreadableFile as fault:
            _end(one, ImportState.FAILED, failure=str(fault)[:300])
            return
        importer = queries.importer_of(one)
        if one.state == ImportState.CHECKING:
            _try_anew(one)
            every = queries.tied_batches(rows, importer.tied(rows), size=BATCH)
        else:
            every = queries.batches(rows, start=one.rows_done, size=BATCH, together=importer.together)
        for batch in every:
            if not _write_batch(one, importer, batch):
                return  # another worker is at it
        _end(one, ImportState.DONE if one.state == ImportState.RUNNING else ImportState.CHECKED)


def _try_anew(one: Import) -> None:
    """A try that was cut off begins from the first line: it has written nothing, and customers may have come meanwhile."""
    with transaction.atomic():
        Import.objects.filter(pk=one.pk, state=ImportState.CHECKING).update(rows_done=0, counts={})
        ImportRow.objects.filter(of=one).delete()
    one.rows_done, one.counts = 0, {}


def _write_batch(one: Import, importer: Importer, batch: list[Given]) -> bool:
    """One batch and its progress in one transaction; False when the progress was moved by somebody else."""
    trying = one.state == ImportState.CHECKING
    results: list[Result] = []
    with transaction.atomic():
        if not trying and not _advance(one, len(batch)):
            return False
        with transaction.atomic():
            results = _results(one, importer, batch)
            if trying:
                transaction.set_rollback(True)
        if trying and not _advance(one, len(batch)):
            return False
        _keep_results(one, batch, results, trying=trying)
    return True


def _advance(one: Import, number: int) -> bool:
    done = one.rows_done
    moved = Import.objects.filter(pk=one.pk, state=one.state, rows_done=done).update(rows_done=done + number)
    one.rows_done = done + number
    return bool(moved)


def _results(one: Import, importer: Importer, batch: list[Given]) -> list[Result]:
    """What the importer makes of the batch; lines with broken letters or without a needed field never reach it."""
    faults = {row.line: _plain_faults(importer, row) for row in batch}
    sound = [row for row in batch if not faults[row.line]]
    written = iter(_written(one, importer, sound))
    return [Result(RowState.ERROR, faults=faults[row.line]) if faults[row.line] else next(written) for row in batch]


def _written(one: Import, importer: Importer, rows: list[Given]) -> list[Result]:
    """The batch at once; where that fails for any line, the things one by one, so that only those at fault are left out."""
    more: dict[str, Any] = {"by": one.by, "language": one.language, "source": one}
    try:
        with transaction.atomic():
            return importer.write(rows, **more) if rows else []
    except _REFUSALS:
        logger.info("import %s: a batch is written one by one", one.pk, exc_info=True)
    results: list[Result] = []
    for thing in queries.batches(rows, start=0, size=1, together=importer.together):
        try:
            with transaction.atomic():
                results += importer.write(thing, **more)
        except _REFUSALS as error:
            reason = " ".join(error.messages) if isinstance(error, ValidationError) else _("This line does not fit what is there already.")
            results += [Result(RowState.ERROR, faults=[("", reason)]) for _row in thing]
    return results


def _plain_faults(importer: Importer, row: Given) -> list[tuple[str, str]]:
    found = [(field.slug, _("This is missing.")) for field in importer.fields if field.required and not row.values.get(field.slug)]
    broken = [slug for slug, value in row.values.items() if "\ufffd" in value]
    return found + [(slug, _("These letters cannot be read: the file was damaged, or saved in two encodings.")) for slug in broken]


def _keep_results(one: Import, batch: list[Given], results: list[Result], *, trying: bool) -> None:
    counts = dict(one.counts)
    for result in results:
        counts[result.state] = counts.get(result.state, 0) + 1
    room = MOST_FAULTS_KEPT - one.counts.get(RowState.ERROR, 0)
    kept = []
    for given, result in zip(batch, results, strict=True):
        if result.state in _ACTED and not trying:
            kept.append(_row(one, given, result))
        elif result.state == RowState.ERROR and room > 0:
            kept.append(_row(one, given, result))
            room -= 1
    ImportRow.objects.bulk_create(kept)
    Import.objects.filter(pk=one.pk).update(counts=counts)
    one.counts = counts


def _row(one: Import, given: Given, result: Result) -> ImportRow:
    return ImportRow(
        of=one, line=given.line, state=result.state, label=result.label[:200], faults=result.faults, about=result.about,
        before=result.before, after=result.after,
    )  # fmt: skip


def _take_back_all(one: Import) -> None:
    """The rows from the last to the first, each in its own transaction with its mark."""
    importer = queries.importer_of(one)
    acted = Q(state__in=list(_ACTED))
    while row := ImportRow.objects.filter(acted, of=one).order_by("-line").first():
        with transaction.atomic():
            if not ImportRow.objects.filter(acted, pk=row.pk).update(state=RowState.TAKEN_BACK):
                continue
            answer = importer.take_back(row, by=one.by)
            if not answer.done:
                ImportRow.objects.filter(pk=row.pk).update(state=RowState.KEPT, note=answer.note[:300])
            Import.objects.filter(pk=one.pk).update(rows_done=ImportRow.objects.filter(of=one).exclude(acted).count())
    tally = ImportRow.objects.filter(of=one).values_list("state").annotate(number=Count("pk")).order_by("state")
    _end(one, ImportState.UNDONE, counts=dict(tally))


def _end(one: Import, state: ImportState, **fields: Any) -> None:
    Import.objects.filter(pk=one.pk, state=one.state).update(state=state, finished_at=now(), **fields)
    one.refresh_from_db()


def forget(one: Import) -> None:
    """Remove the file and, with it, the rows' values; what was brought in stays. The last import can then not be taken back."""
    queries.path_of(one).unlink(missing_ok=True)
    ImportRow.objects.filter(of=one).delete()


def forget_old_files() -> int:
    """Forget files and rows of imports older than thirty days; how many."""
    over = Import.objects.filter(created_at__lt=now() - KEEP_FILES).exclude(state__in=WORKING)
    old = [one for one in over if queries.path_of(one).exists()]
    for one in old:
        forget(one)
    return len(old)
