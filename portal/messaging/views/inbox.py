"""A customer's inbox: the list, one message, putting away; and the number beside his name."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.core.i18n import current_language
from portal.core.paging import cursor_of, keyset_page
from portal.customers import actions as customers
from portal.customers import queries as parties
from portal.customers.models import Party
from portal.customers.queries import aliases
from portal.messaging.actions import inbox as actions
from portal.messaging.queries import desk
from portal.messaging.queries import inbox as queries
from portal.messaging.rendering.outgoing import why_url

PAGE = 25
_MOST = 200


def _party(request: HttpRequest) -> Party:
    return parties.party_of(request.user) or customers.party_for_user(request.user)


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What lies in the inbox, newest first, or what was put away."""
    party, archived = _party(request), request.GET.get("show") == "archived"
    cursor = cursor_of(request)
    page = keyset_page(queries.inbox_of(party, archived=archived), ["-created_at", "-id"], cursor=cursor, size=PAGE)
    context = {"page": page, "archived": archived, "unread": queries.unread_count(party)}
    return render(request, "messaging/inbox.html", context)


@login_required
@require_safe
def inbox_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One message. Opening it is reading it."""
    item = desk.by_number(queries.inbox_of(_party(request)), pk) or desk.by_number(queries.inbox_of(_party(request), archived=True), pk)
    if item is None:
        raise Http404
    if request.method == "GET":
        actions.mark_read(item)
    why = why_url(item.message_id, current_language()).removeprefix(settings.SITE_URL) if item.message_id else ""
    return render(request, "messaging/inbox_item.html", {"item": item, "why": why})


@login_required
@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Put the chosen messages away, take them back, or count everything as read."""
    mine = aliases.ids_of(_party(request).pk)
    chosen = [int(number) for number in request.POST.getlist("item")[:_MOST] if number.isdecimal() and len(number) < 19]
    act = request.POST.get("act", "")
    if act == "read":
        actions.mark_all_read(mine)
    elif act == "back":
        moved = actions.take_back(mine, chosen)
        messages.success(request, ngettext("%(n)s message is back.", "%(n)s messages are back.", moved) % {"n": moved})
        return redirect("messaging:inbox")
    elif chosen:
        moved = actions.archive(mine, chosen)
        messages.success(request, ngettext("%(n)s message was put away.", "%(n)s messages were put away.", moved) % {"n": moved})
    else:
        messages.info(request, _("Choose messages first."))
    return redirect("messaging:inbox")


@never_cache
@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """How many messages wait, for the mark beside the name."""
    party = parties.party_of(request.user) if request.user.is_authenticated else None
    return JsonResponse({"unread": queries.unread_count(party) if party else 0})
