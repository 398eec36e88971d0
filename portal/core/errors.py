"""The pages people see when something is not there, not allowed, too much, or broken: kind, and with a way on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _


def error_page(request: HttpRequest, status: int, title: str, text: str, **context: Any) -> HttpResponse:
    """An error page in the reader's language with the request's id."""
    context |= {"status": status, "title": title, "text": text, "request_id": getattr(request, "id", "")}
    return render(request, "errors/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(
        request,
        400,
        _("That request could not be read"),
        _("Part of the address or form was damaged on its way. "
          "Going back one page and trying again usually helps."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(
        request,
        403,
        _("This page is not open to you"),
        _("You may need to sign in with another account. "
          "If you think you should see it, write to us and quote the number below."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(
        request,
        404,
        _("We could not find that page"),
        _("It may have moved, or the address has a typing error. "
          "A search often finds it."),
    )


def too_many(request: HttpRequest, retry_after: int = 60) -> HttpResponse:
    response = error_page(
        request,
        429,
        _("That was a little fast"),
        _("Please wait a moment and try again. "
          "Nothing you wrote is lost: go back one page to find it."),
    )
    response.headers["Retry-After"] = str(retry_after)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(
        request,
        403,
        _("The form was open too long"),
        _("For your safety we did not accept it. "
          "Go back one page, reload it and send the form again; your text is kept by the browser."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Depends on nothing that may be broken: no database, no context processors, no user."""
    page = loader.get_template("errors/500.html").template
    from django.template import Context  # noqa: PLC0415 - only here, in the one place that may not fail

    html = page.render(Context({"request_id": getattr(request, "id", ""), "nonce": str(getattr(request, "csp_nonce", ""))}))
    return HttpResponse(html, status=500)
