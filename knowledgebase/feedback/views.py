"""Was this helpful: a small form of its own, since the pages it belongs to are kept for all visitors and hold no token."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from modeltranslation.settings import AVAILABLE_LANGUAGES

from knowledgebase.feedback import actions, limits, queries, votables
from knowledgebase.feedback.forms import VoteForm
from portal.core import errors
from portal.core.i18n import current_language
from portal.customers.models import Party
from portal.topics import asking

_SESSION_KEY = "voter"


def _article(request: HttpRequest, kind: str, pk: int) -> Any:
    votable = votables.registry.get(kind)
    found = votable.rows(request.user).filter(pk=pk).select_related("topic").first() if votable else None
    if found is None:
        raise Http404
    return found


def _voter(request: HttpRequest, *, make: bool) -> tuple[Party | None, str]:
    """The customer, or the mark of this browser's session; `make` begins one for a visitor."""
    party = getattr(request.user, "party", None) if request.user.is_authenticated else None
    if party is not None:
        return party, ""
    if make and _SESSION_KEY not in request.session:
        request.session[_SESSION_KEY] = secrets.token_hex(16)
    return None, str(request.session.get(_SESSION_KEY, ""))


def _alternates(name: str, kind: str, pk: int) -> list[dict[str, str]]:
    found = []
    for code in AVAILABLE_LANGUAGES:
        with override(code):
            found.append({"code": code, "url": reverse(name, args=[kind, pk])})
    return found


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The whole page, or only its inside for a script that puts it in place."""
    return render(request, f"feedback/{'_' if request.headers.get('HX-Request') else ''}{name}.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Yes or no; on no a reason. Shows what the reader said before."""
    article = _article(request, kind, pk)
    if request.method == "POST":
        form = VoteForm(request.POST)
        if form.is_valid():
            return _keep_vote(request, kind, article, form.cleaned_data)
    else:
        form = VoteForm(initial={"helpful": "no" if request.GET.get("helpful") == "no" else "yes"})
    party, browser = _voter(request, make=False)
    context = {
        "article": article, "kind": kind, "form": form, "before": queries.vote_on(article, party=party, browser=browser),
        "says_no": form["helpful"].value() == "no", "alternates": _alternates("feedback:vote", kind, pk),
    }  # fmt: skip
    return _page(request, "vote", context, 422 if form.is_bound else 200)


def _keep_vote(request: HttpRequest, kind: str, article: Any, said: dict[str, Any]) -> HttpResponse:
    if not limits.may_vote(request):
        return errors.too_many(request)
    party, browser = _voter(request, make=True)
    by = request.user if party is not None else None
    kept = actions.cast_vote(
        article, by=by, party=party, browser=browser, helpful=said["helpful"] == "yes",
        reason=said["reason"], text=said["text"], language=current_language(),
    )  # fmt: skip
    if request.headers.get("HX-Request"):
        return _page(request, "thanks", {"article": article, "kind": kind, "helpful": kept.helpful, "places": _places(request, article)})
    address = reverse("feedback:thanks", args=[kind, article.pk])
    return redirect(f"{address}?helpful={'yes' if kept.helpful else 'no'}")


@never_cache
@require_GET
def thanks(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What happens with the vote, and where to go on."""
    article, helpful = _article(request, kind, pk), request.GET.get("helpful") != "no"
    alternates = _alternates("feedback:thanks", kind, pk)
    context = {"article": article, "kind": kind, "helpful": helpful, "places": _places(request, article), "alternates": alternates}
    return _page(request, "thanks", context)


def _places(request: HttpRequest, article: Any) -> list[asking.Place]:
    return asking.places_for(article.topic, request.user)
