"""The list of campaigns, what waits for approval, a new one, and one campaign's page with its progress."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from portal.campaigns import rules
from portal.campaigns.actions import editing
from portal.campaigns.desk.doors import campaign_of
from portal.campaigns.desk.rows import campaigns
from portal.campaigns.desk.telling import history_lines
from portal.campaigns.enums import CampaignState
from portal.campaigns.forms import BasicsForm, NoteForm, ReasonForm, slug_for
from portal.campaigns.models import Campaign
from portal.campaigns.models.campaigns import ENDED
from portal.campaigns.queries import audience, checklist, progress
from portal.campaigns.queries import campaigns as reads
from portal.core.i18n import LANGUAGE_NAMES
from portal.core.labels import labels
from portal.core.paging import cursor_of, first_page, keyset_page

SHOWS = ("open", "over", *CampaignState.values)
SIZE = 30


@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    """Campaigns by the calendar: those to come and at work in the order of their start, those that are over newest first."""
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    ordering = ["calendar_at", "id"] if show == "open" else ["-calendar_at", "-id"]
    cursor = cursor_of(request)
    if show == "open" and not cursor:
        page = first_page(reads.newest_open(request.user, SIZE), ordering, SIZE)
    else:
        rows = reads.in_calendar(reads.in_state(reads.visible_to(request.user), show))
        page = keyset_page(rows, ordering, cursor=cursor, size=SIZE)
    context = {
        "page": page, "rows": campaigns(page), "show": show, "states": labels(CampaignState).items(), "waiting": reads.waiting_count(),
        "any": bool(page.rows) or Campaign.objects.exists(),
    }  # fmt: skip
    return render(request, "campaigns/desk/list.html", context)


@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for this person's eyes, the one that starts first ahead; and his own that wait for somebody else's."""
    mine = reads.waiting_for(request.user).order_by("starts_at", "submitted_at", "pk")[:100]
    own = reads.visible_to(request.user).filter(state=CampaignState.IN_REVIEW).exclude(pk__in=[one.pk for one in mine])
    context = {"mine": mine, "own": own.order_by("submitted_at", "pk")[:100]}
    return render(request, "campaigns/desk/approvals.html", context)


def new_campaign(request: HttpRequest) -> HttpResponse:
    """A draft with a name and a purpose; the steps follow."""
    form = BasicsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = editing.create_campaign(by=request.user, slug=slug_for(form.cleaned_data["name"]), **form.cleaned_data)
        return redirect("desk_campaign_step", made.pk, "audience")
    return render(request, "campaigns/desk/new.html", {"form": form}, status=400 if form.is_bound else 200)


@require_GET
def campaign_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: what it is, what is missing, who decides, how far it is, what was done to it."""
    return show(request, campaign_of(request, pk))


def show(request: HttpRequest, campaign: Campaign, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with a form that was filled wrongly where there is one."""
    authors, newer = reads.authors_of(campaign), reads.newer_words(campaign)
    context = {
        "campaign": campaign,
        "variants": campaign.variants.select_related("template").order_by("key"),
        "items": checklist.of(campaign, with_links=False) if campaign.is_editable else [],
        "counts": audience.counts_of(campaign) if campaign.prepared_at or campaign.frozen_at else None,
        "progress": progress.of(campaign),
        "is_author": rules.is_author(request.user, authors=authors),
        "can_approve": campaign.state == CampaignState.IN_REVIEW and rules.can_approve(request.user, authors=authors),
        "newer": newer if campaign.state not in ENDED else [],
        "asks": any(one.proposed_version != one.template.version for one in newer),
        "proposed": any(one.proposed_version for one in newer),
        "can_adopt": reads.may_adopt(request.user, newer, campaign),
        "approve_form": forms.get("approve_form") or NoteForm(prefix="approve"),
        "return_form": forms.get("return_form") or ReasonForm(prefix="return"),
        "returned": reads.newest_note(campaign),
        "languages": ", ".join(LANGUAGE_NAMES.get(code, code) for code in campaign.languages),
        "history": history_lines(reads.history(campaign)),
    }
    return render(request, "campaigns/desk/campaign.html", context, status=status)


@require_GET
def campaign_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes by itself while the campaign runs."""
    campaign = campaign_of(request, pk)
    return render(request, "campaigns/desk/_progress.html", {"campaign": campaign, "progress": progress.of(campaign)})
