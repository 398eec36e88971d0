"""The desk of imports: upload, columns, try, bring in, take back."""

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts import audit
from portal.core.paging import cursor_of, keyset_page
from portal.imports import actions, queries, reading, tasks
from portal.imports.enums import WORKING, ImportState, RowState
from portal.imports.forms import MappingForm, UploadForm
from portal.imports.importers import allowed_for, importers
from portal.imports.models import Import, ImportRow
from portal.jobs.work import later

_SHOWN = {str(state) for state in RowState}


@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    """What was brought in, newest first."""
    page = keyset_page(queries.visible_to(request.user).select_related("by"), ["-created_at", "-id"], cursor=cursor_of(request), size=25)
    labels = {one.slug: one.label for one in importers}
    rows = [{"one": one, "label": labels.get(one.importer, one.importer)} for one in page]
    return render(request, "imports/desk/list.html", {"page": page, "rows": rows, "may": bool(allowed_for(request.user))})


@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Bring a file."""
    choices = allowed_for(request.user)
    if not choices:
        raise PermissionDenied
    form = UploadForm(request.POST or None, request.FILES or None, choices=choices, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.take_in(
                importers[form.cleaned_data["importer"]], file.name, file.read(), by=request.user, language=form.cleaned_data["language"]
            )
        except reading.UnreadableFile as fault:
            form.add_error("file", str(fault))
        else:
            return redirect("imports:columns", made.pk)
    context = {"form": form, "choices": choices}
    return render(request, "imports/desk/new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is which field; the first lines beside it."""
    one = _import(request, pk)
    importer = queries.importer_of(one)
    if one.state not in {ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED}:
        return redirect("imports:one", pk)
    form = MappingForm(request.POST or None, importer=importer, columns=one.columns, initial=one.mapping)
    chosen = request.method == "POST" and form.is_valid()
    if chosen and _to_work(request, one, lambda: actions.choose_columns(one, form.mapping, by=request.user)):
        return redirect("imports:one", pk)
    try:
        sheet = reading.read(queries.path_of(one))
    except reading.UnreadableFile as fault:
        messages.error(request, str(fault))
        return redirect("imports:list")
    first = [[row.cells.get(title, "") for title in one.columns] for row in sheet.rows[:5]]
    context = {"one": one, "importer": importer, "form": form, "first": first}
    return render(request, "imports/desk/columns.html", context, status=422 if form.is_bound else 200)


@require_GET
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what came or would come of it, and its rows."""
    one = _import(request, pk)
    importer = queries.importer_of(one)
    chosen = request.GET.get("rows", "")
    rows = ImportRow.objects.filter(of=one)
    if chosen in _SHOWN:
        rows = rows.filter(state=chosen)
    page = keyset_page(rows, ["line"], cursor=cursor_of(request), size=50)
    labels = {field.slug: field.label for field in importer.fields}
    shown = [{"row": row, "faults": [(labels.get(slug, slug), why) for slug, why in row.faults]} for row in page]
    counts = [(RowState(state), number) for state, number in one.counts.items() if state in _SHOWN]
    context = {
        "one": one, "importer": importer, "page": page, "shown": shown, "counts": counts, "chosen": chosen, "working": one.state in WORKING,
        "percent": round(100 * one.rows_done / one.rows_total) if one.rows_total else 100, "undoable": queries.can_be_undone(one),
        "good": sum(number for state, number in one.counts.items() if state in {RowState.NEW, RowState.CHANGED, RowState.REVIEW}),
    }  # fmt: skip
    template = "imports/desk/_progress.html" if request.headers.get("HX-Request") else "imports/desk/one.html"
    return render(request, template, context)


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    one = _import(request, pk)
    if _to_work(request, one, lambda: actions.begin(one, by=request.user)):
        audit.note(request.user, "imports.begun", about=one, details={"file": one.file_name, "rows": one.rows_total})
    return redirect("imports:one", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    one = _import(request, pk)
    if _to_work(request, one, lambda: actions.begin_undo(one, by=request.user)):
        audit.note(request.user, "imports.taken_back", about=one, details={"file": one.file_name})
    return redirect("imports:one", pk)


@require_GET
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines that cannot be brought in, as a CSV file for the spreadsheet they came from."""
    one = _import(request, pk)
    labels = {field.slug: str(field.label) for field in queries.importer_of(one).fields}
    answer = StreamingHttpResponse(_lines(one, labels), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{one.pk}.csv"'
    return answer


class _Echo:
    def write(self, value: str) -> str:
        return value


def _lines(one: Import, labels: dict[str, str]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([_("Line"), _("Field"), _("What is wrong")])
    for row in ImportRow.objects.filter(of=one, state=RowState.ERROR).order_by("line").iterator():
        for slug, why in row.faults:
            yield writer.writerow([row.line, _harmless(labels.get(slug, slug)), _harmless(why)])


def _harmless(text: str) -> str:
    """A text no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _to_work(request: HttpRequest, one: Import, step: Callable[[], Any]) -> bool:
    """Take the step and queue the work in one transaction; tell kindly when somebody else was quicker."""
    try:
        with transaction.atomic():
            step()
            later(tasks.work_on, one.pk)
    except actions.WrongStateError:
        messages.info(request, _("This import has moved on in the meantime; here is how it stands."))
        return False
    except actions.ColumnMissingError as error:
        messages.error(request, _("Choose a column for: %(fields)s.") % {"fields": error})
        return False
    return True


def _import(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(queries.visible_to(request.user).select_related("by"), pk=pk)
