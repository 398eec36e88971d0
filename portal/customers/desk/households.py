"""Households and companies: who belongs to them, in which role."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.core.paging import cursor_of, keyset_page
from portal.customers import actions
from portal.customers.desk_forms import MemberForm, UnitForm
from portal.customers.enums import PartyKind, Source
from portal.customers.models import Party
from portal.customers.queries import units

_KINDS = {"household": PartyKind.HOUSEHOLD, "organisation": PartyKind.ORGANISATION}


def _unit(pk: int) -> Party:
    rows = Party.objects.filter(pk=pk, erased_at=None, kind__in=_KINDS.values())
    found = rows.first()
    if found is None:
        raise Http404
    return found


def household_list(request: HttpRequest) -> HttpResponse:
    """All households and companies, the newest first."""
    kind = request.GET.get("kind", "")
    rows = units.listed(_KINDS.get(kind))
    cursor = cursor_of(request)
    page = keyset_page(rows, ["-created_at", "-id"], cursor=cursor, size=50)
    return render(request, "customers/desk/households.html", {"page": page, "kind": kind if kind in _KINDS else ""})


def new_household(request: HttpRequest) -> HttpResponse:
    """Make a household or a company."""
    form = UnitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = actions.open_party(by=request.user, source=Source.STAFF, kind=data["kind"], billed_name=data["name"])
        messages.success(request, _("It is noted. Add who belongs to it."))
        return redirect("desk_household", made.pk)
    return render(request, "customers/desk/household_new.html", {"form": form}, status=422 if form.errors else 200)


def household_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: its members with their roles, those of earlier too; adding one."""
    unit = _unit(pk)
    form = MemberForm(request.POST if request.method == "POST" else None, kind=unit.kind)
    if request.method == "POST" and form.is_valid():
        actions.relate(form.cleaned_data["person"], form.cleaned_data["role"], unit, by=request.user)
        messages.success(request, _("Added."))
        return redirect("desk_household", unit.pk)
    live, earlier = units.members(unit)
    context = {"unit": unit, "form": form, "live": live, "earlier": earlier}
    return render(request, "customers/desk/household.html", context, status=422 if form.errors else 200)


@require_POST
def end_membership(request: HttpRequest, pk: int, relation: int) -> HttpResponse:
    """Somebody belongs to it no longer."""
    unit = _unit(pk)
    row = units.relation_of(unit, relation)
    if row is None:
        raise Http404
    actions.end_relation(row, by=request.user)
    messages.success(request, _("Ended. The row stays as history."))
    return redirect("desk_household", unit.pk)
