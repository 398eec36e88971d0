"""Calls to make: the list, and one call: taking it, what to say, what came of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.clock import now
from portal.core.paging import cursor_of, keyset_page
from portal.customers import gate
from portal.messaging.actions import calls as actions
from portal.messaging.enums import CallState
from portal.messaging.forms import CallForm
from portal.messaging.models import CallTask
from portal.messaging.queries import desk as queries

PAGE = 50


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """What is to be called now, what somebody is calling, and what is done."""
    wanted = request.GET.get("state", "")
    state = wanted if wanted in {CallState.CLAIMED, CallState.DONE} else ""
    cursor = cursor_of(request)
    rows = queries.calls(state=state) if state else queries.due_calls()
    order = ["-due_at", "-id"] if state == CallState.DONE else ["due_at", "id"]
    context = {"page": keyset_page(rows, order, cursor=cursor, size=PAGE), "state": state, "now": now()}
    return render(request, "messaging/desk/calls.html", context)


def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One call; only who has taken it may say what came of it."""
    task = _task(pk)
    is_mine = task.state == CallState.CLAIMED and task.claimed_by_id == request.user.pk
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_call(task, by=request.user, **form.cleaned_data)
        except actions.CallTakenError:
            messages.error(request, _("Somebody else is calling this customer."))
            return redirect("messaging_desk:call", pk=pk)
        messages.success(request, _("The call is noted."))
        return redirect("messaging_desk:calls")
    return render(
        request, "messaging/desk/call.html", {"task": task, "form": form, "is_mine": is_mine, "is_done": task.state == CallState.DONE}
    )


@require_POST
def take_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the call for oneself."""
    try:
        actions.claim_call(_task(pk), by=request.user)
    except actions.CallTakenError:
        messages.error(request, _("Somebody else is calling this customer."))
        return redirect("messaging_desk:calls")
    except actions.NotNowError as no:
        said = _("The call comes back on the list when it may be made.") if no.again_at else _("The call is off the list.")
        messages.warning(request, f"{gate.Reason(no.reason).label} {said}")
        return redirect("messaging_desk:calls")
    return redirect("messaging_desk:call", pk=pk)


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the call to somebody else."""
    try:
        actions.give_back_call(_task(pk), by=request.user)
    except actions.CallTakenError:
        messages.error(request, _("Somebody else is calling this customer."))
    return redirect("messaging_desk:calls")


def _task(pk: int) -> CallTask:
    task = queries.by_number(CallTask.objects.select_related("party", "claimed_by"), pk)
    if task is None:
        raise Http404
    return task
