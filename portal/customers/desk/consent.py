"""Consent as staff see and note it: what a customer told on the telephone, and the addresses nothing is sent to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.core.paging import cursor_of, keyset_page
from portal.core.text import clean_line
from portal.customers import proofs, rules
from portal.customers.actions import consent
from portal.customers.enums import BASIS_OF, Basis, ConsentSource, ContactChannel, Purpose, SuppressionReason
from portal.customers.forms import LONGEST_TERM
from portal.customers.models import Party, Suppression
from portal.customers.preference_forms import LiftForm, NoteConsentForm, SuppressForm
from portal.customers.queries import aliases
from portal.customers.queries import consent as queries


def consent_panel(request: HttpRequest, party: Party) -> dict[str, Any] | None:
    """For agents: what the customer agreed to, with everything that led to it."""
    if not rules.can_see_contacts(request.user):
        return None
    held = queries.proofs_of_parties(aliases.own_ids(party))
    context = {"proofs": proofs.drawn(held, open_book=True, for_staff=True), "customer": party}
    return {"title": _("Consents"), "template": "customers/desk/consent_panel.html", "context": context}


def note_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a yes or a no that the customer told us, with how he said it."""
    party = _party(pk)
    points = queries.contact_points(aliases.ids_of(party.pk))
    form = NoteConsentForm(request.POST or None, points=points, initial={"answer": "no"})
    texts = queries.current_texts(party.language)
    if request.method == "POST" and form.is_valid():
        _note(request, party, form.cleaned_data, {row.pk: row for row in points}, texts)
        messages.success(request, _("It is noted, with your name and how it was said."))
        return redirect("desk_customer", party.pk)
    shown = [texts[p] for p in Purpose if p in texts and BASIS_OF[p] != Basis.CONTRACT]
    return render(request, "customers/desk/note_consent.html", {"form": form, "party": party, "texts": shown, "points": points})


def _note(request: HttpRequest, party: Party, data: dict[str, Any], points: dict[int, Any], texts: dict[str, Any]) -> None:
    channel, _dash, number = data["way"].partition("-")
    row, purpose = points[int(number)], Purpose(data["purpose"])
    act = consent.grant
    if data["answer"] == "no":
        act = consent.object_to if BASIS_OF[purpose] == Basis.INTEREST else consent.withdraw
    act(row, purpose, ContactChannel(channel), source=ConsentSource.TELEPHONE, text=texts.get(purpose),
        evidence={"said": data["evidence"]}, by=request.user)  # fmt: skip


def suppressions(request: HttpRequest) -> HttpResponse:
    """The addresses nothing is sent to, found by typing one; and a form for blocking one."""
    term = clean_line(request.GET.get("q", ""))[:LONGEST_TERM]
    form = SuppressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address, note = form.cleaned_data["address"], form.cleaned_data["note"]
        consent.suppress(address, ContactChannel.EMAIL, reason=SuppressionReason.STAFF, note=note, by=request.user)
        messages.success(request, _("Nothing is sent to this address any more."))
        return redirect("desk_suppressions")
    page = keyset_page(queries.suppressions_for(term), ["-at", "-id"], cursor=cursor_of(request), size=50)
    return render(request, "customers/desk/suppressions.html", {"page": page, "term": term, "form": form, "lift_form": LiftForm()})


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """An address may be written to again."""
    row = get_object_or_404(Suppression, pk=pk)
    form = LiftForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in a few words why the address may be written to again."))
    elif consent.lift(row, by=request.user, reason=form.cleaned_data["reason"]):
        messages.success(request, _("The address may be written to again, as far as its owner agrees."))
    else:
        messages.info(request, _("Somebody had lifted it already."))
    return redirect("desk_suppressions")


def _party(pk: int) -> Party:
    return get_object_or_404(Party, pk=pk, erased_at=None)
