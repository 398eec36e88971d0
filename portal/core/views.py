"""Small doors of the floor: appearance, language, health, and the component page."""

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from portal.core.events import announce, appearance_chosen
from portal.core.forms import LineField, TextField
from portal.core.i18n import current_language
from portal.core.translation_state import Translation

_YEAR = 365 * 24 * 3600


def _safe_next(request: HttpRequest, given: str) -> str:
    safe = url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return given if safe and given.startswith(("/", "http://", "https://")) else "/"


@csrf_exempt  # it only sets how pages look, and stands on pages that are kept for all visitors
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep 'light', 'dark' or '' (as the device) in a cookie and go back."""
    response = HttpResponseRedirect(_safe_next(request, request.POST.get("next", "/")))
    theme = request.POST.get("theme", "")
    if theme in {"light", "dark"}:
        response.set_cookie("theme", theme, max_age=_YEAR, samesite="Lax", secure=settings.SERVED_SECURELY, httponly=True)
    else:
        response.delete_cookie("theme", samesite="Lax")
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        chosen = theme if theme in {"light", "dark"} else ""
        request.session["theme"] = chosen
        announce(appearance_chosen, user=request.user, theme=chosen)
    return response


@require_GET
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the language in a cookie (for pages without a language in the address) and go back."""
    target = translate_url(_safe_next(request, request.GET.get("next", "/")), code)
    response = HttpResponseRedirect(target)
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=_YEAR, samesite="Lax", secure=settings.SERVED_SECURELY, httponly=True
        )
    return response


@require_GET
def livez(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database and cache answer, else 503 with what does not."""
    state = {"database": "ok", "cache": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        state["database"] = "unreachable"
    try:
        cache.set("readyz", 1, 5)
        state["cache"] = "ok" if cache.get("readyz") == 1 else "unreachable"
    except Exception:  # noqa: BLE001 - whatever a cache library raises, the answer is the same
        state["cache"] = "unreachable"
    ready = set(state.values()) == {"ok"}
    return JsonResponse(state, status=200 if ready else 503)


SWATCHES = [
    "paper", "surface", "sunken", "line", "line-strong", "ink", "ink-soft", "brand", "brand-soft", "on-brand", "copper", "copper-soft",
    "error", "error-soft",
]  # fmt: skip


class SampleForm(forms.Form):
    """The component page's form: each kind of field once."""

    name = LineField(label=_("Public name"), max_length=40, help_text=_("Others see this name."))
    about = TextField(label=_("About you"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    agree = forms.BooleanField(label=_("I have read the terms"))


def component_page(request: HttpRequest) -> HttpResponse:
    """Every component in its states, in the reader's language and theme; staff only (see site.urls)."""
    form = SampleForm(request.POST or None)
    rows = [(_("Mon"), 12), (_("Tue"), 19), (_("Wed"), 7), (_("Thu"), 23), (_("Fri"), 31), (_("Sat"), 28), (_("Sun"), 15)]
    trail = [{"url": "#ui-hold", "label": _("Shop")}, {"url": "#ui-hold", "label": _("Espresso machines")}]
    page = {"before": "before", "after": "after"}
    context = {"swatches": SWATCHES, "sample_form": form, "sample_rows": rows, "sample_trail": trail, "sample_page": page}
    context["sample_translation"] = Translation("stale", current_language())
    return render(request, "desk/ui.html", context)
