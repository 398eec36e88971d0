"""Putting a message before the moderators."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.chat import commands, queries
from community.chat.frames import message_data
from community.chat.models import Message
from community.chat.views.answers import room_url
from community.moderation import actions as moderation
from community.moderation.forms import ReportForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, and what became of it. 404 for a message the reader may not read, 403 without a profile or for one's own."""
    party = commands.caller_of(request.user.pk).party
    if party is None:
        raise PermissionDenied
    message = queries.find_message(pk, party)
    if message is None:
        raise Http404
    if message.sender_id == party.pk:
        raise PermissionDenied
    form = ReportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, message, form, status=400 if request.method == "POST" else 200)
    try:
        moderation.report_target(message, by=party, **form.cleaned_data)
    except moderation.AlreadyReportedError:
        return _page(request, message, form, already=True)
    except moderation.TooManyReportsError as error:
        text = _("You have sent ten reports today. The next one is possible at %(time)s.") % {
            "time": date_format(localtime(error.again_at), "TIME_FORMAT")
        }
        return _page(request, message, form, problem=text, status=429)
    except moderation.NotReportableError:
        messages.warning(request, _("This message is no longer there, so there is nothing to report."))
        return redirect(_back(message))
    messages.success(request, _("Thank you. A moderator looks at it, usually within a working day."))
    return redirect(_back(message))


def _back(message: Message) -> str:
    return f"{room_url(message.room)}?around={message.seq}#m{message.seq}"


def _page(request: HttpRequest, message: Message, form: ReportForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"message": message_data(message), "room": message.room, "form": form, "back": _back(message), **more}
    return render(request, "chat/report.html", context, status=status)
