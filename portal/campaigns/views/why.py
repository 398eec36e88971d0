"""Why do I see this: the campaign behind a banner or a block, and how to be rid of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from portal.campaigns.actions import banners as actions
from portal.campaigns.models import Banner, LandingPage
from portal.campaigns.queries import personal, why
from portal.core import errors
from portal.core.origin import was_sent_here

_MOST_PUT_AWAY = 50


@never_cache
@require_GET
def why_banner(request: HttpRequest, pk: int) -> HttpResponse:
    """Why this reader sees a banner. Whoever does not see it is told there is no such page."""
    banner = why.live_banner(pk)
    told = why.of_banner(request, banner) if banner else None
    if told is None:
        raise Http404
    return _page(request, told, banner=banner)


@never_cache
@require_GET
def why_block(request: HttpRequest, page: int, block: Any) -> HttpResponse:
    """Why this reader sees words of a landing page that others do not."""
    found = LandingPage.objects.live().public().select_related("campaign").filter(pk=page).first()
    words = found.block(block, "personal") if found else None
    told = why.of_block(request, found, words.value) if found and words else None
    if told is None:
        raise Http404
    return _page(request, told, back=found.url if found else "")


def _page(request: HttpRequest, told: why.Why, *, banner: Banner | None = None, back: str = "") -> HttpResponse:
    party = personal.party_of(request)
    context = {"why": told, "banner": banner, "back": back or _back(request), "party": party}
    return render(request, "campaigns/why.html", context)


def _back(request: HttpRequest) -> str:
    """The page the reader came from, where it is one of ours."""
    came = request.headers.get("Referer", "")
    return came if url_has_allowed_host_and_scheme(came, allowed_hosts={request.get_host()}, require_https=request.is_secure()) else "/"


@csrf_exempt  # banners stand on pages that are kept for everybody; `was_sent_here` asks where it came from
@never_cache
@require_POST
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not show me this banner again: for a customer everywhere, for a visitor as long as his session lasts."""
    if not was_sent_here(request):
        return errors.forbidden(request)
    banner = why.live_banner(pk)
    if banner is None or not personal.may_see(request, banner):
        raise Http404
    party = personal.party_of(request)
    if party is not None:
        actions.dismiss_banner(banner, party, by=request.user)
    else:
        away = [one for one in request.session.get(personal.PUT_AWAY, []) if one != banner.pk]
        request.session[personal.PUT_AWAY] = [*away, banner.pk][-_MOST_PUT_AWAY:]
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    messages.success(request, _("You will not see this banner again."))
    return redirect("home")


@never_cache
@require_POST
def switch_off(request: HttpRequest) -> HttpResponse:
    """Show me nothing that is chosen because of who I am."""
    party = personal.party_of(request)
    if party is None:
        raise Http404
    actions.switch_personal_off(party, by=request.user)
    messages.success(request, _("Nothing is chosen for you any more. You can switch it on again in your preferences."))
    return redirect("my_page")
