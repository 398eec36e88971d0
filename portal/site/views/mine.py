"""What a customer sees of himself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def my_page(request: HttpRequest) -> HttpResponse:
    return render(request, "site/home.html")
