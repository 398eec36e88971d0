"""The help centre's front page and the pages of topics."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def help_home(request: HttpRequest) -> HttpResponse:
    return render(request, "site/home.html")


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "site/home.html")
