"""Short addresses of adverts and customers' personal links: both lead on at once and ask nothing."""

from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.campaigns import addresses, tags
from portal.campaigns.actions import links as actions
from portal.campaigns.enums import Visitor
from portal.campaigns.models import AdvertLink, Invitation
from portal.campaigns.queries import personal
from portal.campaigns.queries.addresses import address_in
from portal.core.clock import now

INVITATION, INVITED_AT = "invitation", "invited_at"


@never_cache
@require_safe
def go(request: HttpRequest, code: str) -> HttpResponse:
    """A short address: counted, then on to the page in the reader's language. One that has ended leads to the home page."""
    link = get_object_or_404(AdvertLink, code=code)
    if link.ended_at is not None or not addresses.is_here(link.target):
        return redirect("root")
    actions.count_link(request, link)
    target = urlsplit(address_in(link.target, get_language_from_request(request)))
    query = "&".join(part for part in (target.query, urlencode(link.tags)) if part)
    return HttpResponseRedirect(target.path + (f"?{query}" if query else "") + (f"#{target.fragment}" if target.fragment else ""))


@never_cache
@require_safe
def join(request: HttpRequest, code: str) -> HttpResponse:
    """A personal link: leads to the sign-up page, whose session remembers who invited."""
    invitation = get_object_or_404(Invitation.objects.select_related("party"), code=code)
    party = personal.party_of(request)
    if party is not None:
        own = party.pk == invitation.party_id
        words = _("This is your own link. Send it to somebody who would like it here.") if own else _("You have an account here already.")
        messages.info(request, words)
        return redirect("my_page")
    if not tags.is_guess(request) and tags.visitor_of(request) == Visitor.PERSON:
        request.session[INVITATION], request.session[INVITED_AT] = invitation.code, now().isoformat()
    return redirect("account_signup")


@login_required
@require_POST
def make_invitation(request: HttpRequest) -> HttpResponse:
    """The customer wants a personal link."""
    party = personal.party_of(request)
    if party is not None:
        actions.invitation_of(party)
    return redirect("my_page")
