"""Before sending: who gets it and who not and why, what it costs, whether the links answer, how it looks in one's own mailbox."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.campaigns import tasks
from portal.campaigns.actions import audience as counting
from portal.campaigns.actions import testing
from portal.campaigns.desk.doors import act, campaign_of
from portal.campaigns.models import Campaign
from portal.campaigns.queries import audience, checklist, link_check, progress
from portal.core.paging import cursor_of, keyset_page
from portal.customers.enums import ContactChannel
from portal.jobs.work import later
from portal.messaging.enums import MessageState

AT_ONCE = 5000
"""An audience of this size is counted within the request; a larger one in the background."""
SIZE = 50


@require_GET
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything to look at before the campaign is handed in."""
    campaign = campaign_of(request, pk)
    counts = audience.counts_of(campaign) if campaign.prepared_at or campaign.frozen_at else None
    labels = dict(ContactChannel.choices)
    context = {
        "campaign": campaign,
        "counts": counts,
        "channels": [(code, labels.get(code, code), n, cost / 100) for code, n, cost in counts.by_channel] if counts else [],
        "languages": [(code, dict(settings.LANGUAGES).get(code, code), n) for code, n in counts.by_language] if counts else [],
        "items": checklist.of(campaign) if campaign.is_editable else [],
        "links": link_check.links_of(campaign) if campaign.variants.exists() else [],
        "all_languages": [(code, name) for code, name in settings.LANGUAGES if not campaign.languages or code in campaign.languages],
        "counting": request.GET.get("counting") == "1" and not campaign.is_prepared,
        "cost": counts.cost_minor / 100 if counts else 0,
    }
    return render(request, "campaigns/desk/check.html", context)


@act
def count(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Count the audience: at once, or in the background where it is large."""
    if campaign.segment is not None and campaign.segment.size > AT_ONCE:
        later(tasks.count_audience, campaign.pk, campaign.version)
        return redirect(f"{_check_url(campaign)}?counting=1")
    counting.prepare_campaign(campaign)
    return redirect(_check_url(campaign))


def _check_url(campaign: Campaign) -> str:
    return redirect("desk_campaign_check", campaign.pk).url  # type: ignore[attr-defined]


@act
def send_test(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The message in the languages that were ticked, to the marketer's own mailbox."""
    known = [code for code, _name in settings.LANGUAGES]
    wanted = [code for code in dict.fromkeys(request.POST.getlist("language")) if code in known]
    if not wanted:
        messages.warning(request, _("Please tick a language."))
        return redirect("desk_campaign_check", campaign.pk)
    sent = testing.send_test(campaign, by=request.user, languages=wanted)
    stuck = next((one for one in sent if one.state == MessageState.SKIPPED), None)
    if stuck is not None:
        messages.warning(request, _("Your own address cannot be written to: %(reason)s") % {"reason": progress.label_of(stuck.reason)})
    else:
        messages.success(request, _("The test is on its way to your own address."))
    return redirect("desk_campaign_check", campaign.pk)


@require_GET
def audience_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The customers behind a number of the audience."""
    campaign = campaign_of(request, pk)
    filters = {name: request.GET.get(name, "")[:40].replace("\x00", "") for name in ("reason", "channel", "variant", "language")}
    page = keyset_page(audience.rows_of(campaign, **filters), ["id"], cursor=cursor_of(request), size=SIZE)
    labels = dict(ContactChannel.choices)
    rows = [{"row": row, "words": audience.label_of(row.reason), "channel": labels.get(row.channel, "")} for row in page.rows]
    context = {"campaign": campaign, "page": page, "rows": rows, "reason": audience.label_of(filters["reason"]), "filters": filters}
    return render(request, "campaigns/desk/audience.html", context)


@require_GET
def message_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The messages behind a number of the progress."""
    campaign = campaign_of(request, pk)
    filters = {name: request.GET.get(name, "")[:40].replace("\x00", "") for name in ("state", "reason")}
    page = keyset_page(progress.messages_of(campaign, **filters), ["id"], cursor=cursor_of(request), size=SIZE)
    rows = [{"row": row, "words": progress.label_of(row.reason)} for row in page.rows]
    state = dict(MessageState.choices).get(filters["state"], "")
    context = {"campaign": campaign, "page": page, "rows": rows, "state": state, "reason": progress.label_of(filters["reason"])}
    return render(request, "campaigns/desk/messages.html", context)
