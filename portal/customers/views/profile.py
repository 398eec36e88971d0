"""What a customer changes of himself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.customers import actions, queries
from portal.customers.forms import TAKEN, ProfileForm
from portal.customers.models import Party


@login_required
def edit_profile(request: HttpRequest) -> HttpResponse:
    """Public name, billed name, language, time zone, telephone."""
    party = queries.party_of(request.user) or actions.party_for_user(request.user)
    form = ProfileForm(request.POST or None, party=party, initial=_present(party))
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_profile(party, by=request.user, **form.cleaned_data)
        except actions.HandleTakenError:
            form.add_error("handle", TAKEN)
        else:
            with override(form.cleaned_data["language"]):
                messages.success(request, _("Your profile is saved."))
                return redirect("my_page")
    return render(request, "customers/profile.html", {"form": form, "party": party})


def _present(party: Party) -> dict[str, str]:
    fields = ("handle", "billed_name", "language", "time_zone")
    return {name: getattr(party, name) for name in fields} | {"phone": queries.phone_of(party)}
