"""The editors' list of translations that are older than their source, under Reports in the editor."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import BooleanColumn

from portal.core import errors, pagecache
from portal.core.translation_state import tracked

MOST_ROWS = 200
_NAMES = dict(settings.LANGUAGES)
STALE = BooleanColumn("is_stale_somewhere", label=gettext_lazy("Translations to refresh"), sort_key="is_stale_somewhere")
"""For the editor's lists: whether a record has translations older than their source."""


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Stale translations of all tracked records which this editor may change, newest record first, two hundred of a kind at most."""
    finder = AdminURLFinder(request.user)
    rows: list[dict[str, Any]] = []
    for key, model in zip(tracked.keys(), tracked, strict=True):
        for one in model._default_manager.filter(is_stale_somewhere=True).order_by("-pk")[:MOST_ROWS]:
            if address := finder.get_edit_url(one):
                languages = [{"code": code, "name": _NAMES[code]} for code in one.stale_languages()]
                kind = model._meta.verbose_name
                rows.append({"key": key, "pk": one.pk, "title": str(one), "kind": kind, "url": address, "languages": languages})
    return TemplateResponse(request, "core/translations_report.html", {"rows": rows, "title": _("Translations to refresh")})


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Take one translation as right for the present source. 400 for what is not tracked or not this editor's to change."""
    model = tracked.get(request.POST.get("key", ""))
    pk, code = request.POST.get("pk", ""), request.POST.get("language", "")
    if model is None or code not in _NAMES or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return errors.bad_request(request)
    record = model._default_manager.filter(pk=pk).first()
    if record is None or not AdminURLFinder(request.user).get_edit_url(record):
        return errors.bad_request(request)
    record.confirm_translation(code)
    pagecache.content_changed()
    text = _("The translation of “%(title)s” into %(language)s counts as up to date.") % {"title": record, "language": _NAMES[code]}
    messages.success(request, text)
    return redirect(reverse("translations_report"))


urlpatterns = [
    path("reports/translations/", report, name="translations_report"),
    path("reports/translations/confirm/", confirm, name="confirm_translation"),
]
