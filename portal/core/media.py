"""Serves uploaded files so that none can act as a page of ours; in larger set-ups a web server does the same."""

import mimetypes
import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

_INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml", "application/pdf"}


@require_safe
def serve_media(request: HttpRequest, path: str) -> FileResponse:
    """A file below MEDIA_ROOT: pictures and PDF inline and sandboxed, anything else as a download. 404 when missing.

    Wagtail documents are not served here but by Wagtail's own view, which asks permissions.
    """
    try:
        target = Path(safe_join(settings.MEDIA_ROOT, path))
    except (SuspiciousFileOperation, ValueError) as error:
        raise Http404 from error
    if target.is_relative_to(safe_join(settings.MEDIA_ROOT, "documents")) or not os.path.isfile(target):  # noqa: PTH113 - Path.is_file() raises for a name too long
        raise Http404
    kind = mimetypes.guess_type(target.name)[0] or "application/octet-stream"
    inline = kind in _INLINE
    response = FileResponse(target.open("rb"), content_type=kind if inline else "application/octet-stream", as_attachment=not inline)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
