"""What administrators see: queues, work in hand, failures, schedules, workers."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tasks_db.models import DBTaskResult

from portal.core.clock import now
from portal.core.paging import cursor_of, keyset_page
from portal.jobs import actions, queries, rules


def _administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Visitors are asked to sign in, others get 403. (Roles lie above this app; the permission does not.)"""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not rules.can_see_jobs(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@_administrators_only
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The state of background work on one page."""
    cursor = cursor_of(request)
    context = {
        "queues": queries.queue_sizes(),
        "running": queries.running_tasks(),
        "retrying": queries.retrying_tasks(),
        "failed": keyset_page(queries.failed_tasks(), ["-finished_at", "id"], cursor=cursor, size=20),
        "schedules": queries.schedule_rows(),
        "workers": queries.workers(),
        "silent_before": now() - actions.SILENT_AFTER,
    }
    return render(request, "jobs/desk/list.html", context)


@_administrators_only
@require_GET
def job(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One piece of work with its error."""
    task = DBTaskResult.objects.filter(pk=task_id).first()
    if task is None:
        raise Http404
    return render(request, "jobs/desk/detail.html", {"task": task, "failed": task.status == "FAILED"})


@_administrators_only
@require_POST
def retry(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Have a failed task run again."""
    try:
        actions.retry_task(task_id, by=request.user)
        messages.success(request, _("The task is ready again; a worker takes it up within a second."))
    except actions.NotFailedError:
        messages.warning(request, _("This task is no longer among the failed ones: somebody else was quicker, or it was forgotten by now."))
    return redirect("jobs:desk")
