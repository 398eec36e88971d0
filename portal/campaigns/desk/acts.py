"""What is done to a campaign with one button: handed in, decided, paused, gone on with, stopped, copied, deleted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.campaigns.actions import approving, editing, errors, running, words
from portal.campaigns.desk import pages
from portal.campaigns.desk.doors import act, version_of
from portal.campaigns.forms import NoteForm, ReasonForm, slug_for
from portal.campaigns.models import Campaign


@act
def submit(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Hand it in; what is missing is shown on the page of the check."""
    try:
        approving.submit_campaign(campaign, by=request.user)
    except errors.NotReadyError:
        messages.warning(request, _("Something is still missing: see the list."))
        return redirect("desk_campaign_check", campaign.pk)
    messages.success(request, _("Handed in. Somebody else has to approve it now."))
    return redirect("desk_campaign", campaign.pk)


@act
def take_back(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Make it a draft again."""
    approving.take_back_campaign(campaign, by=request.user)
    messages.success(request, _("It is a draft again."))
    return redirect("desk_campaign", campaign.pk)


@act
def approve(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Let this version go."""
    form = NoteForm(request.POST, prefix="approve")
    if not form.is_valid():
        return pages.show(request, campaign, status=400, approve_form=form)
    approving.approve_campaign(campaign, by=request.user, version=version_of(request, campaign), note=form.cleaned_data["note"])
    messages.success(request, _("Approved. It begins when its time comes."))
    return redirect("desk_campaign", campaign.pk)


@act
def give_back(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Send it back with what is to be better."""
    form = ReasonForm(request.POST, prefix="return")
    if not form.is_valid():
        return pages.show(request, campaign, status=400, return_form=form)
    approving.return_campaign(campaign, by=request.user, version=version_of(request, campaign), note=form.cleaned_data["note"])
    messages.success(request, _("Sent back to its authors."))
    return redirect("desk_campaign", campaign.pk)


@act
def pause(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Nothing more leaves for now."""
    running.pause_campaign(campaign, by=request.user)
    messages.success(request, _("Paused. Nothing more leaves until you go on."))
    return redirect("desk_campaign", campaign.pk)


@act
def resume(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Go on where it was."""
    running.resume_campaign(campaign, by=request.user)
    messages.success(request, _("It goes on where it was."))
    return redirect("desk_campaign", campaign.pk)


@act
def stop(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """End it for good; asks for a tick, for it cannot be undone."""
    if request.POST.get("sure") != "1":
        messages.warning(request, _("Please tick that you are sure: a stopped campaign does not go on."))
        return redirect("desk_campaign", campaign.pk)
    running.stop_campaign(campaign, by=request.user)
    messages.success(request, _("Stopped. What had not left never leaves."))
    return redirect("desk_campaign", campaign.pk)


@act
def propose_words(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Ask for the newer words."""
    words.propose_words(campaign, by=request.user)
    messages.success(request, _("Asked for. Until somebody else approves them, the campaign sends the words it has."))
    return redirect("desk_campaign", campaign.pk)


@act
def adopt_words(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Let the newer words go, as they were shown: `words` is key:version."""
    told = [one.partition(":") for one in request.POST.getlist("words")]
    seen = {key: int(number) for key, _colon, number in told if number.isascii() and number.isdigit() and len(number) < 10}
    count = words.adopt_words(campaign, by=request.user, seen=seen)
    text = ngettext("%(number)s waiting message says them.", "%(number)s waiting messages say them.", count)
    messages.success(request, _("The newer words are approved.") + " " + text % {"number": count})
    return redirect("desk_campaign", campaign.pk)


@act
def drop_words(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Keep the words it has."""
    words.drop_words(campaign, by=request.user)
    messages.success(request, _("The campaign keeps the words it has."))
    return redirect("desk_campaign", campaign.pk)


@act
def copy(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """A new draft of the same."""
    name = _("Copy of %(name)s") % {"name": campaign.name}
    made = editing.copy_campaign(campaign, by=request.user, slug=slug_for(name), name=name[:160])
    return redirect("desk_campaign_step", made.pk, "basics")


@act
def delete(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Throw a draft away."""
    editing.delete_campaign(campaign, by=request.user)
    messages.success(request, _("The draft is gone."))
    return redirect("desk_campaigns")
