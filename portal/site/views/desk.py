"""The desk's front page: what this person may open, each with the number that matters."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.core import menus


def desk_home(request: HttpRequest) -> HttpResponse:
    """One tile for each entry of the desk's menu; a count costs one query and is asked only for those shown."""
    shown = [one for one in menus.entries(menus.desk, request) if one["url"] != request.path]
    tiles = [one | {"count": one["entry"].count() if one["entry"].count else None} for one in shown]
    return render(request, "site/desk.html", {"tiles": tiles})
