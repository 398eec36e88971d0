"""Letters on paper: what waits, batches for the printer as one PDF with a list of whose pages are which."""

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.paging import cursor_of, keyset_page
from portal.messaging.actions import letters as actions
from portal.messaging.models import LetterBatch, PaperLetter
from portal.messaging.queries import desk as queries
from portal.messaging.rendering.letter import joined

PAGE = 50
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
def letter_list(request: HttpRequest) -> HttpResponse:
    """Letters in no batch yet, and the batches."""
    waiting = queries.waiting_letters()
    cursor = cursor_of(request)
    context = {
        "page": keyset_page(waiting, ["id"], cursor=cursor, size=PAGE), "waiting": waiting.count(),
        "batches": list(queries.letter_batches()[:30]),
    }  # fmt: skip
    return render(request, "messaging/desk/letters.html", context)


@require_safe
def letter_document(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as it is printed."""
    letter = queries.by_number(PaperLetter.objects.all(), pk)
    if letter is None:
        raise Http404
    return _pdf(bytes(letter.document), f"letter-{pk}.pdf")


@require_POST
def make_batch(request: HttpRequest) -> HttpResponse:
    """Put what waits into a batch."""
    try:
        batch = actions.make_batch(by=request.user)
    except actions.NoLettersError:
        messages.info(request, _("No letter waits to be printed."))
    else:
        messages.success(request, _("Batch %(number)s is ready for the printer.") % {"number": batch.pk})
    return redirect("messaging_desk:letters")


@require_safe
def batch_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole batch as one document."""
    return _pdf(joined([bytes(letter.document) for letter in queries.letters_of(_batch(pk))]), f"batch-{pk}.pdf")


@require_safe
def batch_manifest(request: HttpRequest, pk: int) -> HttpResponse:
    """Which pages are whose, as CSV that no spreadsheet takes for formulas."""
    sheet, page = io.StringIO(), 1
    writer = csv.writer(sheet)
    writer.writerow(["letter", "first_page", "last_page", "recipient", "subject", "language", "reference"])
    for letter in queries.letters_of(_batch(pk)):
        cells = [letter.recipient.replace("\n", ", "), letter.subject, letter.language, letter.reference]
        writer.writerow([letter.pk, page, page + letter.pages - 1, *(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)])
        page += letter.pages
    headers = {"Content-Disposition": f'attachment; filename="batch-{pk}.csv"'}
    return HttpResponse("\ufeff" + sheet.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
def mark_printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the batch was printed and posted."""
    if actions.mark_printed(_batch(pk)):
        messages.success(request, _("Batch %(number)s is printed and posted.") % {"number": pk})
    return redirect("messaging_desk:letters")


def _batch(pk: int) -> LetterBatch:
    batch = queries.by_number(LetterBatch.objects.all(), pk)
    if batch is None:
        raise Http404
    return batch


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
