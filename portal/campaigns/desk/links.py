"""Advert links, tags, personal links and calls to make: counts, and the rows behind every one of them."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.campaigns.actions import landing
from portal.campaigns.actions import links as actions
from portal.campaigns.enums import FormKind, Visitor
from portal.campaigns.link_forms import LinkForm
from portal.campaigns.models import AdvertLink, FormAnswer
from portal.campaigns.queries import links as queries
from portal.core.paging import cursor_of, keyset_page
from portal.core.text import clean_line


def _link(pk: int) -> AdvertLink:
    return get_object_or_404(AdvertLink.objects.select_related("campaign"), pk=pk)


@require_GET
def link_list(request: HttpRequest) -> HttpResponse:
    """Every link with its count, what the tags of addresses say, and who brought most along."""
    page = keyset_page(queries.links(), ["-created_at", "-id"], cursor=cursor_of(request), size=40)
    context = {"page": page, "ways": queries.ways(), "referrers": queries.referrers(), "days": queries.DAYS}
    return render(request, "campaigns/desk/links.html", context)


@require_http_methods(["GET", "POST"])
def link_new(request: HttpRequest) -> HttpResponse:
    """A new short address."""
    form = LinkForm(request.POST if request.method == "POST" else None, initial={"source": request.GET.get("source", "")[:60]})
    if form.is_bound and form.is_valid():
        try:
            made = actions.make_link(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take(error)
        else:
            return redirect("desk_link", made.pk)
    return render(request, "campaigns/desk/link_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """One link: its address, its days, and its words to change."""
    found = _link(pk)
    values = {name: getattr(found, name) for name in LinkForm.base_fields}
    form = LinkForm(request.POST if request.method == "POST" else None, initial=values)
    if form.is_bound and form.is_valid():
        try:
            actions.change_link(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("The link is changed."))
            return redirect("desk_link", found.pk)
        found = _link(pk)
    days = queries.days_of(found)
    context = {"link": found, "form": form, "days": days, "bars": [(str(day.on.day), day.people) for day in reversed(days)]}
    return render(request, "campaigns/desk/link.html", context, status=422 if form.is_bound else 200)


@require_POST
def link_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The short address leads to the home page from now on."""
    actions.end_link(_link(pk), by=request.user)
    messages.success(request, _("The link has ended. Its address now leads to the home page."))
    return redirect("desk_link", pk)


@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """The rows behind a number: one a visit, without anything that names a visitor."""
    wanted = _wanted(request)
    page = keyset_page(queries.visits(**wanted), ["-at", "-id"], cursor=cursor_of(request), size=100)
    return render(request, "campaigns/desk/visits.html", {"page": page, "chosen": _chosen(wanted), "days": queries.DAYS})


def _wanted(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for; damaged values count as none."""
    given = request.GET
    wanted: dict[str, Any] = {name: said for name in ("source", "medium", "tag") if (said := clean_line(given.get(name, ""))[:60])}
    if (number := given.get("link", "")).isascii() and number.isdigit() and len(number) < 19:
        wanted["link"] = int(number)
    if given.get("visitor") in Visitor.values:
        wanted["visitor"] = given["visitor"]
    with suppress(ValueError):
        wanted["came_on"] = date.fromisoformat(given.get("on", ""))
    return wanted


def _chosen(wanted: dict[str, Any]) -> list[str]:
    """What is shown, in words."""
    words = [str(wanted[name]) if wanted[name] != "-" else "–" for name in ("source", "medium", "tag") if name in wanted]
    if "link" in wanted:
        words.insert(0, AdvertLink.objects.filter(pk=wanted["link"]).values_list("name", flat=True).first() or "?")
    if "visitor" in wanted:
        words.append(str(Visitor(wanted["visitor"]).label))
    return words + ([date_format(wanted["came_on"])] if "came_on" in wanted else [])


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Who asked to be called and was not yet, the longest waiting first."""
    rows = FormAnswer.objects.filter(kind=FormKind.CALL, done_at__isnull=True).select_related("page", "party", "identifier")
    page = keyset_page(rows, ["at", "id"], cursor=cursor_of(request), size=40)
    return render(request, "campaigns/desk/calls.html", {"page": page})


@require_POST
def called(request: HttpRequest, pk: int) -> HttpResponse:
    """The call was made: reached, or tried in vain."""
    answer = get_object_or_404(FormAnswer.objects.select_related("identifier", "text"), pk=pk, kind=FormKind.CALL)
    landing.mark_called(answer, by=request.user, reached=request.POST.get("reached") == "yes")
    return redirect("desk_landing_calls")
