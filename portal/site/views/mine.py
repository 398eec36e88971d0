"""What a customer sees of himself: who he is to us, what other apps keep for him, and all he did, in plain words."""

import zoneinfo
from contextlib import AbstractContextManager, nullcontext

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.core import menus
from portal.core.paging import KeysetPage, cursor_of, first_page, keyset_page
from portal.customers import actions, panels, queries, telling, timeline
from portal.customers.models import Party
from portal.customers.queries import aliases

PAGE, _ORDER = 25, ["-at", "-id"]


def my_page(request: HttpRequest) -> HttpResponse:
    """The signed-in customer's page; a login without a party gets one here."""
    party = queries.party_of(request.user) or actions.party_for_user(request.user)
    everything = aliases.own_ids(party)
    page = _page_of(everything, cursor_of(request))
    menu = menus.entries(menus.mine, request)
    with _clock_of(party):
        days = telling.by_day(page)
        context = {
            "party": party,
            "contacts": queries.contacts_of(everything),
            "menu": menu,
            "menu_place": menus.place(menu),
            "panels": [] if page.before else panels.shown(panels.mine, request, party),
            "page": page,
            "days": days,
            "acts": telling.drawn(days),
        }
        return render(request, "site/mine.html", context)


def _page_of(party_ids: list[int], cursor: str) -> KeysetPage:
    if not cursor:
        return first_page(timeline.begin(party_ids, PAGE, own=True), _ORDER, PAGE)
    return keyset_page(timeline.newest(party_ids, own=True), _ORDER, cursor=cursor, size=PAGE)


def _clock_of(party: Party) -> AbstractContextManager[None]:
    """Days and hours as the customer's own clock shows them."""
    try:
        return timezone.override(zoneinfo.ZoneInfo(party.time_zone)) if party.time_zone else nullcontext()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return nullcontext()
