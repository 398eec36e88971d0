"""The pages of tutorials: the same for every visitor, with his own progress for a customer who is signed in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from knowledgebase.tutorials import actions, pages
from knowledgebase.tutorials.forms import kept_progress
from knowledgebase.tutorials.models import Tutorial
from portal.core.pagecache import visitor_page


def _here(name: str, tutorial: Tutorial, *more: Any) -> str:
    return reverse(name, args=[tutorial.here, *more])


def _found(request: HttpRequest, slug: str) -> Tutorial:
    found = pages.find(request, slug)
    if found is None:
        raise Http404
    return found


@require_safe
@visitor_page
def tutorial_list(request: HttpRequest) -> HttpResponse:
    """All tutorials, by topic, product and difficulty."""
    return render(request, "tutorials/list.html", pages.tutorial_list(request))


@require_safe
@visitor_page
def tutorial(request: HttpRequest, slug: str) -> HttpResponse:
    """What a tutorial takes and its steps; another language's address leads to this language's."""
    found = _found(request, slug)
    if found.here != slug:
        return redirect(found.get_absolute_url())
    return render(request, "tutorials/tutorial.html", pages.overview(request, found))


@require_safe
@visitor_page
def step(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One step."""
    found = _found(request, slug)
    if not 1 <= number <= len(found.steps.all()):
        raise Http404
    if found.here != slug:
        return redirect(_here("tutorials:step", found, number))
    return render(request, "tutorials/step.html", pages.step(request, found, number))


@require_safe
@visitor_page
def finished(request: HttpRequest, slug: str) -> HttpResponse:
    """After the last step."""
    found = _found(request, slug)
    if found.here != slug:
        return redirect(_here("tutorials:finished", found))
    return render(request, "tutorials/finished.html", pages.finished(request, found))


@require_POST
def mark_done(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Keep that a step is done and lead on; for a visitor nothing is kept here."""
    found = _found(request, slug)
    steps = list(found.steps.all())
    if not 1 <= number <= len(steps):
        raise Http404
    party = pages.party_of(request)
    if party is not None:
        actions.mark_step_done(found, by=request.user, party=party, step=steps[number - 1])
    if number < len(steps):
        return redirect(_here("tutorials:step", found, number + 1))
    return redirect(_here("tutorials:finished", found))


@require_POST
def bring(request: HttpRequest) -> JsonResponse:
    """Take over what a reader did before he signed in, as his browser kept it."""
    party = pages.party_of(request)
    if party is None:
        return JsonResponse({"added": 0}, status=403)
    try:
        done = kept_progress(request.body)
    except ValueError:
        return JsonResponse({"added": 0}, status=400)
    return JsonResponse({"added": actions.bring_progress(done, by=request.user, party=party)})


@require_POST
def start_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Forget the progress and begin with the first step."""
    found, party = _found(request, slug), pages.party_of(request)
    if party is not None:
        actions.start_again(found, by=request.user, party=party)
    return redirect(_here("tutorials:step", found, 1))
