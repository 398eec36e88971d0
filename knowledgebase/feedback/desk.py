"""The desk of answers: what people searched in vain, and what did not help them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from knowledgebase.feedback import actions, queries, votables
from knowledgebase.feedback.enums import MissingState
from knowledgebase.feedback.forms import ChooseForm, DismissForm, MissingFilter, WordsForm
from knowledgebase.feedback.models import MissingAnswer
from portal.core.paging import cursor_of, keyset_page


@require_GET
def missing_list(request: HttpRequest) -> HttpResponse:
    """Most asked first; the open ones unless another state is chosen."""
    chosen = MissingFilter(request.GET)
    chosen.is_valid()
    state = chosen.cleaned_data.get("state") or MissingState.OPEN
    language = chosen.cleaned_data.get("language") or ""
    rows = MissingAnswer.objects.visible_to(request.user).filter(state=state)
    if language:
        rows = rows.filter(language=language)
    page = keyset_page(rows, ["-times", "-id"], cursor=cursor_of(request), size=40)
    context = {"page": page, "state": state, "language_chosen": language, "states": MissingState.choices, "filters": MissingFilter}
    return render(request, "feedback/desk/missing_list.html", context)


@require_http_methods(["GET", "POST"])
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    """One missing answer: choose an article, write one, or set it aside."""
    found = get_object_or_404(MissingAnswer.objects.visible_to(request.user), pk=pk)
    dismissal = DismissForm(request.POST if request.POST.get("act") == "dismiss" else None)
    if request.method == "POST" and _settled(request, found, dismissal):
        return redirect("answers:missing_list")
    words = WordsForm(request.GET)
    text = (words.cleaned_data["q"] if words.is_valid() else "") or found.text
    candidates = [
        (f"{kind}:{article.pk}", article, votable.label)
        for kind, votable in ((key, votables.registry[key]) for key in votables.registry.keys())  # noqa: SIM118 - a Registry is no dict
        for article in votable.find(text, found.language)
    ]
    writers = [(votables.registry[key].label, url) for key in votables.registry.keys() if (url := votables.registry[key].add_url())]  # noqa: SIM118 - as above
    context = {"missing": found, "dismissal": dismissal, "candidates": candidates, "words": text, "writers": writers}
    return render(request, "feedback/desk/missing.html", context, status=422 if dismissal.is_bound else 200)


def _settled(request: HttpRequest, found: MissingAnswer, dismissal: DismissForm) -> bool:
    """Do what the posted form says and tell so; False when it says nothing valid."""
    act = request.POST.get("act", "")
    if act == "dismiss" and dismissal.is_valid():
        actions.dismiss_missing(found, by=request.user, note=dismissal.cleaned_data["note"])
        messages.success(request, _("“%(text)s” is set aside.") % {"text": found.text})
        return True
    if act == "reopen":
        actions.reopen_missing(found, by=request.user)
        messages.success(request, _("“%(text)s” is back on the list.") % {"text": found.text})
        return True
    article = _chosen(request) if act == "answer" else None
    if article is not None:
        actions.answer_missing(found, by=request.user, article=article)
        messages.success(request, _("“%(text)s” is answered by “%(title)s”.") % {"text": found.text, "title": article.title})
        return True
    if act == "answer":
        messages.error(request, _("That article is gone. Please choose another."))
    return False


def _chosen(request: HttpRequest) -> Any:
    form = ChooseForm(request.POST)
    if not form.is_valid():
        return None
    kind, pk = form.cleaned_data["article"].split(":")
    votable = votables.registry.get(kind)
    return votable.rows(request.user).filter(pk=int(pk)).first() if votable else None


@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """Articles with unread votes against them."""
    return render(request, "feedback/desk/complaints.html", {"complaints": queries.complaints()})


@require_http_methods(["GET", "POST"])
def votes(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The votes against one article, newest first; POST ticks them off."""
    votable = votables.registry.get(kind)
    article = votable.model._default_manager.filter(pk=pk).first() if votable else None
    if votable is None or article is None:
        raise Http404
    if request.method == "POST":
        count = actions.mark_votes_seen(article, by=request.user)
        told = ngettext(
            "%(count)s vote is ticked off. New ones will show again.", "%(count)s votes are ticked off. New ones will show again.", count
        )
        messages.success(request, told % {"count": count})
        return redirect("answers:complaints")
    page = keyset_page(queries.votes_against(article), ["-changed_at", "-id"], cursor=cursor_of(request), size=40)
    context = {"article": article, "page": page, "tally": queries.tally_of(article), "edit_url": votable.edit_url(pk)}
    return render(request, "feedback/desk/votes.html", context)
