"""What came of a campaign, and the households behind every number."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET

from portal.campaigns.actions import measuring
from portal.campaigns.desk.doors import act, campaign_of
from portal.campaigns.enums import Arm
from portal.campaigns.measures import measures
from portal.campaigns.models import Campaign
from portal.campaigns.queries import results as reads
from portal.core.paging import cursor_of, keyset_page

SIZE = 50


@require_GET
def campaign_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Every measure for every arm, the effect against the hold-out, and what may be concluded. Counted once after each measuring,
    which alone changes the numbers.
    """
    campaign = campaign_of(request, pk)
    counted = SimpleLazyObject(lambda: {"results": reads.of(campaign), "goal": measures.get(campaign.goal)})
    context = {"campaign": campaign, "counted": counted, "is_final": reads.is_final(campaign)}
    return render(request, "campaigns/desk/results.html", context)


@act
def measure(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Count again now."""
    measuring.measure_campaign(campaign)
    return redirect("desk_campaign_results", campaign.pk)


@require_GET
def result_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The households behind a number: those that did it, those of a column, or those that are left out."""
    campaign = campaign_of(request, pk)
    arm = request.GET.get("arm", "")
    variant = request.GET.get("variant", "")[:20].replace("\x00", "")
    measure = measures.get(request.GET.get("measure", ""))
    if arm not in {"", *Arm.values} or ("measure" in request.GET and measure is None):
        raise Http404
    context = {"campaign": campaign, "arm": dict(Arm.choices).get(arm, ""), "variant": variant, "measure": measure}
    if measure is not None:
        rows = reads.outcomes(campaign, measure=measure.slug, arm=arm, variant=variant)
    else:
        rows = reads.enrolments(campaign, arm=arm, variant=variant, contaminated="contaminated" in request.GET)
    context["page"] = keyset_page(rows, ["id"], cursor=cursor_of(request), size=SIZE)
    return render(request, "campaigns/desk/result_rows.html", context)
