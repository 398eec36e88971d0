"""Customers as staff see them: found, looked at, noted down on the telephone."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.core.paging import cursor_of, keyset_page
from portal.core.text import clean_line
from portal.customers import actions, panels, queries, rules, telling, timeline
from portal.customers.actions import entering
from portal.customers.desk.rows import customers as rows_of_customers
from portal.customers.desk_forms import SameForm
from portal.customers.forms import LONGEST_TERM, NewCustomerForm, SearchForm
from portal.customers.matching.recognise import Candidate, Claims, recognise
from portal.customers.models import Identifier, Party, PartyFact
from portal.customers.queries import aliases, duplicates, merging
from portal.customers.queries.parties import golden

_LARGEST = 2**63 - 1
PAGE = 25


def customer_list(request: HttpRequest) -> HttpResponse:
    """All customers, the newest first, or those that fit what was searched for."""
    open_book = rules.can_see_contacts(request.user)
    form = SearchForm(request.GET)
    if form.is_valid():
        term = form.cleaned_data["q"]
        rows = queries.find(term, by_contact=open_book)
    else:
        term = clean_line(request.GET.get("q", ""))[:LONGEST_TERM]
        rows = Party.objects.none()  # nobody is called so
    if open_book:
        rows = queries.with_contacts(rows)
    page = keyset_page(rows, ["-created_at", "-id"], cursor=cursor_of(request), size=PAGE)
    context = {
        "page": page, "rows": rows_of_customers(page, open_book=open_book), "term": term, "open_book": open_book,
        "can_add": rules.can_add_customers(request.user),
    }  # fmt: skip
    return render(request, "customers/desk/list.html", context)


def customer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One customer: profile, what identifies him, what was said of him, who belongs to him, and his timeline."""
    party = get_object_or_404(Party.objects.select_related("user"), pk=pk) if pk <= _LARGEST else _gone()
    everything = aliases.ids_of(party.pk)
    if everything[0] != party.pk:
        return redirect("desk_customer", everything[0])
    open_book = rules.can_see_contacts(request.user)
    page = keyset_page(timeline.newest(everything, viewer=request.user), ["-at", "-id"], cursor=cursor_of(request), size=PAGE)
    facts = list(PartyFact.objects.filter(party_id__in=everything).order_by("attribute", "-observed_at", "-pk")) if open_book else []
    points = Identifier.objects.filter(party_id__in=everything).exclude(kind="cookie").order_by("kind", "first_seen_at", "pk")
    decides = rules.can_merge_customers(request.user)
    context = {
        "party": party,
        "open_book": open_book,
        "identifiers": points if open_book else [],
        "golden": golden(facts),
        "facts": facts,
        "relations": queries.relations_of(party, ids=everything) if open_book else [],
        "edges": merging.edges_of(everything) if decides and len(everything) > 1 else [],
        "doubles": duplicates.of_parties(everything) if decides else [],
        "same_form": SameForm() if decides and not party.erased_at else None,
        "panels": panels.shown(panels.desk, request, party),
        "page": page,
        "days": telling.by_day(page),
    }
    return render(request, "customers/desk/customer.html", context)


def new_customer(request: HttpRequest) -> HttpResponse:
    """Note a customer who telephones or stands in the shop; he has no login yet."""
    form = NewCustomerForm(request.POST or None, initial={"language": "en"})
    found: list[Candidate] = []
    if request.method == "POST" and form.is_valid():
        found = [] if request.POST.get("sure") else _resembling(form.cleaned_data)
    if request.method == "POST" and form.is_valid() and not found:
        data = form.cleaned_data
        facts = {"name": data["billed_name"], "city": data.pop("city")}
        try:
            party = actions.open_party(by=request.user, facts={name: value for name, value in facts.items() if value}, **data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            entering.recognise_again(party)
            messages.success(request, _("The customer is noted. When he signs up, his address is compared with this one."))
            return redirect("desk_customer", party.pk)
    return render(request, "customers/desk/new.html", {"form": form, "candidates": found})


def _resembling(data: dict[str, Any]) -> list[Candidate]:
    """Whom the new customer may be already."""
    claims = Claims(name=data["billed_name"], email=data["email"], phone=data["phone"], city=data["city"], kind=data["kind"])
    found = recognise(claims)
    return found.candidates if found.verdict != "new" else []


def _gone() -> Party:
    raise Http404
