"""Handing over the file of an export, to the customer or to the administrator who had it made."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest

from portal.customers.actions import privacy as actions
from portal.customers.models import DataExport


def send_file(request: HttpRequest, export: DataExport) -> FileResponse:
    """The file of a ready export as a download; 404 when it is no longer there."""
    path = Path(settings.EXPORTS_DIR) / export.file_name
    if not export.is_ready or not path.is_file():
        raise Http404
    actions.note_fetched(export, by=request.user)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=f"my-data-{export.asked_at:%Y-%m-%d}.zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response
