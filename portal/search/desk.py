"""What administrators see of the indexes, and the button that makes one anew."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.search import languages, queries, rules, tasks


def _managers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Visitors are asked to sign in, others get 403. (Roles lie above this app; the permission does not.)"""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not rules.can_manage_index(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@_managers_only
@require_GET
def indexes(request: HttpRequest) -> HttpResponse:
    """Every index with its documents, generation and last verification, and the queue."""
    context = {"indexes": queries.index_facts(), "waiting": queries.queue_length(), "stuck": queries.stuck_count()}
    return render(request, "search/desk.html", context)


@_managers_only
@require_POST
def rebuild(request: HttpRequest, language: str) -> HttpResponse:
    """Have one language's index made anew in the background."""
    if language not in {languages.language_of_alias(alias) for alias in languages.aliases()}:
        raise Http404
    tasks.rebuild_index.enqueue(language)
    messages.success(request, _("The index is being made anew in the background. Searching goes on in the present one meanwhile."))
    return redirect("search_desk:desk")


@_managers_only
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Have all indexes compared with the database in the background."""
    tasks.verify_indexes.enqueue()
    messages.success(request, _("The indexes are being compared with the database. The result appears here in a moment."))
    return redirect("search_desk:desk")
