"""What every desk page of campaigns begins with: the campaign of the address, and what an act's refusal says."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.campaigns.actions import errors
from portal.campaigns.models import Campaign
from portal.campaigns.queries import campaigns as reads

View = Callable[..., HttpResponse]


def campaign_of(request: HttpRequest, pk: int) -> Campaign:
    """The campaign this member of staff may see; 404 for none."""
    found = reads.of_number(request.user, pk)
    if found is None:
        raise Http404
    return found


def version_of(request: HttpRequest, campaign: Campaign) -> int:
    """The version the form was shown with; one that cannot be read is the present one's predecessor, so that nothing is overwritten."""
    told = request.POST.get("version", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else campaign.version - 1


def explain(error: errors.CampaignError) -> str:
    """Why an act was not done, in words."""
    texts = {
        errors.StaleError: _("Somebody else changed this campaign in the meantime. Nothing of yours was written: please look at it again."),
        errors.OwnCampaignError: _("You wrote or changed this campaign, so somebody else has to approve it."),
        errors.NotAllowedError: _("You may not do this."),
        errors.TooLateError: _("Its latest start is over. Please set another one first."),
        errors.SlugTakenError: _("Another campaign has this short name."),
        errors.NotReadyError: _("Something is still missing: see the list."),
    }
    return texts.get(type(error), _("The campaign is no longer in a state in which that can be done."))


def act(view: View) -> View:
    """A POST that changes one campaign; what an action refuses becomes a notice on the campaign's page, and nothing is changed."""

    @require_POST
    @wraps(view)
    def acted(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        campaign = campaign_of(request, pk)
        try:
            return view(request, campaign, **kwargs)
        except errors.CampaignError as error:
            messages.warning(request, explain(error))
            return redirect("desk_campaign", campaign.pk)

    return acted
