"""A campaign written step by step: each step is a page with a form, saved by itself, without scripts."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.campaigns.actions import editing, errors
from portal.campaigns.desk.doors import campaign_of, explain, version_of
from portal.campaigns.desk.telling import clock_note
from portal.campaigns.forms import AudienceForm, BasicsForm, EffectForm, MessagesForm, ScheduleForm
from portal.campaigns.models import Campaign

STEPS = {
    "basics": gettext_lazy("What and why"),
    "audience": gettext_lazy("Who"),
    "messages": gettext_lazy("Messages"),
    "schedule": gettext_lazy("When"),
    "effect": gettext_lazy("Effect"),
}
FORMS: dict[str, Any] = {
    "basics": BasicsForm, "audience": AudienceForm, "messages": MessagesForm, "schedule": ScheduleForm, "effect": EffectForm,
}  # fmt: skip


def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show or save one step; afterwards the next one, and after the last the check."""
    campaign = campaign_of(request, pk)
    if name not in STEPS:
        raise Http404
    if not campaign.is_editable:
        messages.warning(request, _("This campaign has begun and can no longer be changed. You can copy it."))
        return redirect("desk_campaign", campaign.pk)
    form = _form(request, campaign, name)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return _saved(request, campaign, name, form.cleaned_data)
            except errors.StaleError as error:
                form.add_error(None, explain(error))
                status = 409
            except errors.CampaignError as error:
                messages.warning(request, explain(error))
                return redirect("desk_campaign", campaign.pk)
    context = {
        "campaign": campaign, "form": form, "step": name, "title": STEPS[name], "steps": STEPS.items(),
        "clock_note": clock_note(settings.TIME_ZONE) if name == "schedule" else "",
    }  # fmt: skip
    return render(request, "campaigns/desk/step.html", context, status=status)


def _form(request: HttpRequest, campaign: Campaign, name: str) -> Any:
    data = request.POST if request.method == "POST" else None
    if name == "messages":
        return MessagesForm(data, campaign=campaign)
    initial = {field: getattr(campaign, field) for field in FORMS[name].base_fields}
    return AudienceForm(data, initial=initial, user=request.user) if name == "audience" else FORMS[name](data, initial=initial)


def _saved(request: HttpRequest, campaign: Campaign, name: str, data: dict[str, Any]) -> HttpResponse:
    version = version_of(request, campaign)
    if name == "messages":
        before = list(campaign.variants.order_by("key").values_list("key", "share", "template_id"))
        if version != campaign.version or before != [(key, share, template.pk) for key, share, template in data["variants"]]:
            editing.set_variants(campaign, data["variants"], by=request.user, version=version)
    else:
        changed = {field: value for field, value in data.items() if getattr(campaign, field) != value}
        if changed or version != campaign.version:
            editing.change_campaign(campaign, by=request.user, version=version, **changed)
    names = list(STEPS)
    place = names.index(name)
    if "stay" in request.POST or place + 1 == len(names):
        return redirect("desk_campaign_check" if "stay" not in request.POST else "desk_campaign", campaign.pk)
    return redirect("desk_campaign_step", campaign.pk, names[place + 1])
