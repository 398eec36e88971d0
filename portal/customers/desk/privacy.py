"""What staff do with somebody's data or account: export and erasure by administrators, the site seen as a customer by agents."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import impersonation as views
from portal.customers.actions import impersonation
from portal.customers.actions import privacy as actions
from portal.customers.forms import EraseForm, ReasonForm
from portal.customers.models import Party
from portal.customers.privacy import farewell, handing, tasks
from portal.customers.queries import privacy as reads
from portal.jobs.work import later


def _party(pk: int) -> Party:
    found = Party.objects.select_related("user").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def customer_privacy(request: HttpRequest, pk: int) -> HttpResponse:
    """Exports and erasures of one customer, and the forms for another."""
    party = _party(pk)
    export_form, erase_form = ReasonForm(prefix="export"), EraseForm(number=party.pk, prefix="erase")
    if request.method == "POST" and "export" in request.POST:
        export_form = ReasonForm(request.POST, prefix="export")
        if export_form.is_valid() and _export(request, party, export_form):
            return redirect("desk_customer_privacy", pk)
    elif request.method == "POST":
        erase_form = EraseForm(request.POST, number=party.pk, prefix="erase")
        if erase_form.is_valid() and _erase(request, party, erase_form):
            return redirect("desk_customer_privacy", pk)
    erasures = [(erasure, farewell.report_path(erasure)) for erasure in reads.erasures_of(party)]
    context = {
        "party": party, "exports": reads.exports_of(party), "erasures": erasures, "export_form": export_form, "erase_form": erase_form,
        "is_open": reads.open_erasure(party) is not None, "kept": reads.kept_reasons(),
    }  # fmt: skip
    return render(request, "customers/desk/privacy.html", context)


def _export(request: HttpRequest, party: Party, form: Any) -> bool:
    try:
        export = actions.ask_export(party, by=request.user, language=party.language, reason=form.cleaned_data["reason"])
    except actions.AlreadyAskedError:
        form.add_error(None, _("A file is being made already."))
        return False
    later(tasks.make_export, export.pk)
    messages.success(request, _("The file is being made. It appears here in a moment."))
    return True


def _erase(request: HttpRequest, party: Party, form: Any) -> bool:
    data = form.cleaned_data
    try:
        erasure = actions.order_erasure(
            party, by=request.user, reason=data["reason"], keep_words=data["words"] == "keep", language=party.language
        )
    except actions.StillStaffError:
        form.add_error(None, _("This person holds a role on the desk. Take it first."))
    except actions.AlreadyAskedError:
        form.add_error(None, _("An erasure is on its way already."))
    else:
        later(tasks.erase, erasure.pk)
        messages.success(request, _("The erasure has begun. The report fills up below."))
        return True
    return False


@require_safe
def export_file(request: HttpRequest, pk: int, code: UUID) -> FileResponse:
    """The file of a customer who asked for it in another way than on the site."""
    found = reads.exports_of(_party(pk), code=code)
    if not found or found[0].by_id != request.user.pk:
        raise Http404
    return handing.send_file(request, found[0])


def view_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then show the site as the customer sees it."""
    party = _party(pk)
    form = ReasonForm(request.POST or None)
    if party.user is None:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            view = impersonation.start(party, by=request.user, reason=form.cleaned_data["reason"])
        except impersonation.NotThisOneError:
            form.add_error(None, _("Nobody views the site as staff, as himself, or as somebody whose sign-in is closed."))
        else:
            request.session[views.KEY] = view.pk
            return redirect("my_page")
    context = {"party": party, "form": form, "minutes": settings.IMPERSONATION_MINUTES}
    return render(request, "customers/desk/view_as.html", context)


@require_POST
def end_view(request: HttpRequest) -> HttpResponse:
    """Back to oneself, and to the customer's page on the desk."""
    view = impersonation.end(request.session.pop(views.KEY, None), by=request.user)
    party = Party.objects.filter(user_id=view.user_id).first() if view is not None else None
    return redirect("desk_customer", party.pk) if party is not None else redirect("desk_home")
