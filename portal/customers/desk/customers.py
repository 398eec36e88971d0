"""Customers as staff see them: found, looked at, noted down on the telephone."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from portal.core.paging import KeysetPage, cursor_of, first_page, keyset_page
from portal.core.text import clean_line
from portal.customers import actions, panels, queries, rules, telling, timeline
from portal.customers.actions import entering
from portal.customers.desk.rows import customers as rows_of_customers
from portal.customers.desk.rows import identifiers, said
from portal.customers.desk_forms import SameForm
from portal.customers.forms import LONGEST_TERM, NewCustomerForm, SearchForm
from portal.customers.matching.recognise import Candidate, Claims, recognise
from portal.customers.models import Party
from portal.customers.queries import aliases, duplicates, merging
from portal.customers.queries.parties import NEWEST, PAGE, by_number, facts_of, golden, identifiers_of, newest_parties

_NEWEST = ["-at", "-id"]


def customer_list(request: HttpRequest) -> HttpResponse:
    """All customers, the newest first, or those that fit what was searched for."""
    open_book = rules.can_see_contacts(request.user)
    term, cursor = "", cursor_of(request)
    if request.GET.get("q") or cursor:
        term, found = _searched(request, by_contact=open_book)
        page = keyset_page(found, NEWEST, cursor=cursor, size=PAGE)
    else:
        page = first_page(newest_parties.rows(), NEWEST, PAGE)
    contacts = queries.contacts_by_party(page) if open_book else None
    context = {
        "page": page, "rows": rows_of_customers(page, contacts), "term": term, "open_book": open_book,
        "can_add": rules.can_add_customers(request.user),
    }  # fmt: skip
    return render(request, "customers/desk/list.html", context)


def _searched(request: HttpRequest, *, by_contact: bool) -> tuple[str, QuerySet[Party]]:
    """What was searched for, and who fits; a term nobody can be called finds nobody."""
    form = SearchForm(request.GET)
    if form.is_valid():
        term = form.cleaned_data["q"]
        return term, queries.find(term, by_contact=by_contact)
    return clean_line(request.GET.get("q", ""))[:LONGEST_TERM], Party.objects.none()


def customer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One customer: profile, what identifies him, what was said of him, who belongs to him, and his timeline."""
    party = by_number.first(pk=pk)
    if party is None:
        raise Http404
    everything = aliases.own_ids(party)
    if everything[0] != party.pk:
        return redirect("desk_customer", everything[0])
    open_book = rules.can_see_contacts(request.user)
    page = _acts_of(request, everything)
    days = telling.by_day(page)
    facts = facts_of.rows(everything) if open_book else []
    decides = rules.can_merge_customers(request.user)
    context = {
        "party": party,
        "open_book": open_book,
        "identifiers": identifiers(identifiers_of.rows(everything)) if open_book else "",
        "golden": golden(facts),
        "said": said(facts),
        "relations": queries.relations_of(party, ids=everything) if open_book else [],
        "edges": merging.edges_of(everything) if decides and len(everything) > 1 else [],
        "doubles": duplicates.of_parties(everything) if decides else [],
        "can_be_same": decides and not party.erased_at,
        "same": SimpleLazyObject(lambda: {"same_form": SameForm()}),
        "panels": panels.shown(panels.desk, request, party),
        "page": page,
        "days": days,
        "acts": telling.drawn(days, for_staff=True),
    }
    return render(request, "customers/desk/customer.html", context)


def _acts_of(request: HttpRequest, ids: list[int]) -> KeysetPage:
    """A page of the timeline, as far as this member of staff may see it."""
    cursor = cursor_of(request)
    if cursor:
        return keyset_page(timeline.newest(ids, viewer=request.user), _NEWEST, cursor=cursor, size=PAGE)
    return first_page(timeline.begin(ids, PAGE, viewer=request.user), _NEWEST, PAGE)


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
