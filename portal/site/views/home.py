"""The front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request

from portal.core.pagecache import visitor_page


def to_language(request: HttpRequest) -> HttpResponse:
    """`/` leads to the reader's own language."""
    return redirect(f"/{get_language_from_request(request)}/")


@visitor_page
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "site/home.html")
