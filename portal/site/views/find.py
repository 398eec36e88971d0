"""The search page and its suggestions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def search(request: HttpRequest) -> HttpResponse:
    return render(request, "site/home.html")


def suggest(request: HttpRequest) -> HttpResponse:
    return render(request, "site/home.html")
