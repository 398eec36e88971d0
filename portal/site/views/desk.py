"""The desk's front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def desk_home(request: HttpRequest) -> HttpResponse:
    return render(request, "site/home.html")
