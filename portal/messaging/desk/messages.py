"""Messages: the list with its filters, and one of them: what it said, why it took this channel, what became of it."""

from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.labels import labels
from portal.core.middleware import NONCE_MARK, strict_policy
from portal.core.paging import cursor_of, first_page, keyset_page
from portal.customers import gate
from portal.customers.enums import ContactChannel
from portal.messaging.actions import marking
from portal.messaging.channels import choice
from portal.messaging.channels.base import Rendered
from portal.messaging.desk import rows
from portal.messaging.desk.templates import FRAMED
from portal.messaging.enums import Cause, MessageState
from portal.messaging.models import Message
from portal.messaging.queries import desk as queries
from portal.messaging.rendering import paper, preview
from portal.messaging.rendering.outgoing import values_of, words_from
from portal.messaging.rendering.variables import NoAddressError, UnknownVariableError


@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """Messages, newest first, by state, channel and mailing."""
    state = request.GET.get("state", "") if request.GET.get("state", "") in MessageState.values else ""
    channel = request.GET.get("channel", "") if request.GET.get("channel", "") in ContactChannel.values else ""
    mailing, party, cursor = _number(request.GET.get("mailing", "")), _number(request.GET.get("party", "")), cursor_of(request)
    if state or channel or mailing or party or cursor:
        found = queries.listed_messages(state=state, channel=channel, mailing=mailing, party=party)
        page = keyset_page(found, queries.NEWEST, cursor=cursor, size=queries.PAGE)
    else:
        page = first_page(queries.newest_messages.rows(), queries.NEWEST, queries.PAGE)
    context = {
        "page": page, "rows": rows.messages(page), "state": state, "channel": channel, "mailing": mailing,
        "states": labels(MessageState).items(), "channels": labels(ContactChannel).items(),
        "mailings": rows.mailing_options(queries.newest_mailings.rows(), mailing),
        "filtered": bool(state or channel or mailing), "unknown": sum(queries.mailings_with_unknown().values()),
    }  # fmt: skip
    return render(request, "messaging/desk/messages.html", context)


@require_safe
def message_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One message with its story."""
    message = _message(pk)
    told = _said(message)
    context = {
        "message": message, "told": told, "considered": choice.in_words(message.choice or {}), "reason": reason_in_words(message.reason),
        "events": list(message.events.order_by("at", "pk")),
        "price": choice.priced(message.cost_minor), "is_unknown": message.state == MessageState.UNKNOWN,
        "resolutions": marking.Resolution.choices,
    }  # fmt: skip
    response = render(request, "messaging/desk/message.html", context)
    response.headers["Content-Security-Policy"] = strict_policy(NONCE_MARK) + "; frame-src 'self'"
    return response


@require_safe
def message_frame(request: HttpRequest, pk: int) -> HttpResponse:
    """What the message said, alone, for the frame of its page."""
    told = _said(_message(pk))
    if told is None:
        raise Http404
    response = HttpResponse(paper.in_theme(told.html, "light"))
    response.headers["Content-Security-Policy"] = FRAMED
    return response


@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide by hand what became of a message whose sender was lost."""
    message, how = _message(pk), request.POST.get("how", "")
    if how not in marking.Resolution.values:
        raise Http404
    try:
        marking.resolve_unknown(message, by=request.user, how=how)
    except marking.NotUnknownError:
        notices.info(request, _("This message has been resolved meanwhile."))
    else:
        notices.success(request, _("It is noted what became of the message."))
    return redirect("messaging_desk:message", pk=pk)


def reason_in_words(code: str) -> str:
    """A code of the gate, or of the sender, as a sentence; a carrier's own code as it is."""
    for known in (gate.Reason, Cause):
        if code in known.values:
            return str(known(code).label)
    return code


def _said(message: Message) -> Rendered | None:
    """The words of the version it was queued with (else of the one in force when it was sent), with the customer's present values."""
    template = message.template
    if template is None:
        return None
    versions = template.versions.order_by("-number")
    own = versions.filter(number=message.template_version).first() if message.template_version else None
    version: Any = own or (versions.filter(created_at__lte=message.sent_at).first() if message.sent_at else None) or versions.first()
    text = (version.texts.get(message.language) or next(iter(version.texts.values()), None)) if version else None
    words = words_from(text) if text else preview.words_of(template, message.language)
    if words is None:
        return None
    try:
        sheet = paper.set_words(words, language=message.language, purpose=message.purpose)
    except (UnknownVariableError, NoAddressError):
        return None
    with translation.override(message.language):
        values = values_of(message, sheet.words.names)
    return sheet.rendered(values | dict.fromkeys(paper.FOOT, "#"))


def _message(pk: int) -> Message:
    message = queries.by_number(queries.messages(), pk)
    if message is None:
        raise Http404
    return message


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
