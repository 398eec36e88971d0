"""The page of an answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from knowledgebase.faq import pages
from portal.core.pagecache import visitor_page


@require_safe
@visitor_page
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """One question and its answer; another language's address leads to this language's."""
    found = pages.answer(request, slug)
    if found is None:
        raise Http404
    head, context = found
    if head.slug != slug:
        return redirect(head.url)
    return render(request, "faq/answer.html", context)
