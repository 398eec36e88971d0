"""A customer's own data: everything in one file, leaving, and the report of what was erased."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from portal.accounts.guards import proved_again
from portal.core.errors import too_many
from portal.core.i18n import current_language
from portal.core.limits import is_over
from portal.customers import actions as parties
from portal.customers import queries
from portal.customers.actions import privacy as actions
from portal.customers.forms import LeaveForm
from portal.customers.models import Erasure, Party
from portal.customers.privacy import farewell, handing, tasks
from portal.customers.queries import privacy as reads
from portal.jobs.work import later


def _party(request: HttpRequest) -> Party:
    return queries.party_of(request.user) or parties.party_for_user(request.user)


@login_required
@never_cache
@require_safe
def privacy_page(request: HttpRequest) -> HttpResponse:
    """What one can have done with one's data, and what is under way."""
    party = _party(request)
    context = {
        "exports": reads.exports_of(party), "erasure": reads.open_erasure(party), "export_days": settings.EXPORT_DAYS,
    }  # fmt: skip
    return render(request, "customers/privacy/page.html", context)


@login_required
def ask_export(request: HttpRequest) -> HttpResponse:
    """Have the file made. Whoever only comes by, from a bookmark or another language, is shown where to ask."""
    return _ask_export(request) if request.method == "POST" else redirect("customers:privacy")


@proved_again
def _ask_export(request: HttpRequest) -> HttpResponse:
    if is_over(request, "export", most=5, seconds=3600):
        return too_many(request, 3600)
    try:
        export = actions.ask_export(_party(request), by=request.user, language=current_language())
    except actions.AlreadyAskedError:
        messages.info(request, _("Your file is being made already."))
    else:
        later(tasks.make_export, export.pk)
        messages.success(request, _("We are putting your data together. The file appears here in a moment."))
    return redirect("customers:privacy")


@login_required
@proved_again
@never_cache
@require_GET
def export_file(request: HttpRequest, code: UUID) -> FileResponse:
    """The file, for nobody but the customer it is about, while it is there."""
    export = reads.exports_of(_party(request), code=code)
    if not export:
        raise Http404
    return handing.send_file(request, export[0])


@login_required
@proved_again
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Ask for the erasure: what goes, what stays and why, whether the words in rooms stay, now or in some days."""
    party = _party(request)
    if reads.open_erasure(party):
        return redirect("customers:privacy")
    form = LeaveForm(request.POST or None, address=request.user.email)
    if request.method == "POST" and form.is_valid():
        try:
            erasure = actions.ask_erasure(party, by=request.user, language=current_language(), **form.choices)
        except actions.StillStaffError:
            form.add_error(None, _("You hold a role on the desk. Have it taken from you first; then you can leave."))
        except actions.AlreadyAskedError:
            return redirect("customers:privacy")
        else:
            farewell.confirm(erasure, request.user)
            if form.choices["at_once"]:
                later(tasks.erase, erasure.pk)
            return redirect(farewell.report_path(erasure))
    return render(request, "customers/privacy/leave.html", {"form": form, "kept": reads.kept_reasons(), "days": settings.ERASURE_DAYS})


@login_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Take the erasure back while there is time."""
    erasure = reads.open_erasure(_party(request))
    if erasure is None:
        raise Http404
    try:
        actions.withdraw_erasure(erasure, by=request.user)
    except actions.TooLateError:
        messages.error(request, _("It is too late: the erasure has begun."))
    else:
        messages.success(request, _("You stay. Nothing is erased."))
    return redirect("customers:privacy")


@never_cache
@require_safe
def report(request: HttpRequest, token: str) -> HttpResponse:
    """How far an erasure is, and what became of each sort of data; for whoever holds the link."""
    try:
        code = signing.loads(token, salt=farewell.SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    erasure: Any = get_object_or_404(Erasure, code=code)
    return render(request, "customers/privacy/report.html", {"erasure": erasure, "lines": reads.report(erasure)})
