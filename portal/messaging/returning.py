"""The doors through which something comes back of messages: followed links, loaded pictures, reports of mail providers.

A GET writes down that it happened, where that was agreed to, and nothing else: scanners follow every link.
"""

import base64
import re
from datetime import timedelta
from typing import Any

from anymail import urls as anymail_urls
from anymail.exceptions import AnymailConfigurationError
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.core import limits
from portal.core.clock import now
from portal.customers.queries import preferences
from portal.messaging import tracking
from portal.messaging.actions import events
from portal.messaging.models import Message

_PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_TOO_SOON = timedelta(seconds=8)
"""Nobody has read a mail so soon after it was handed over."""
_MACHINES = re.compile(
    r"bot\b|crawl|spider|slurp|scan|preview|proxy|prefetch|monitor|validator|checker|headless|phantom|curl|wget|python|java/|okhttp|"
    r"go-http|libwww|httpclient|axios|node-fetch|barracuda|mimecast|proofpoint|safelinks|fortinet|sophos|trendmicro|symantec|forcepoint|"
    r"messagelabs|cloudmark|zscaler|ironport|checkpoint|microsoft office|ms-office|outlook-?link|skypeuri|facebookexternal|whatsapp",
    re.IGNORECASE,
)
MOST_A_MINUTE = 120


def is_machine(request: HttpRequest, message: Message) -> bool:
    """Whether a program asked: by its name or lack of one, by what it does not say, by how soon it came."""
    agent = request.headers.get("User-Agent", "")
    if request.method == "HEAD" or not agent or _MACHINES.search(agent) or agent.strip() == "Mozilla/5.0":
        return True
    if request.headers.get("Purpose") == "prefetch" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return True
    began = message.sent_at or message.handed_at
    return began is not None and now() - began < _TOO_SOON


def _counted(message_id: int) -> Message | None:
    """The message, if it may be counted now: its mailing measures, and its recipient (still) agrees."""
    message = Message.objects.filter(pk=message_id, mailing__tracking=True).select_related("party", "identifier", "mailing").first()
    return message if message is not None and preferences.measured_of([message.party_id]) else None


@never_cache
@require_safe
def click(request: HttpRequest, token: str) -> HttpResponse:
    """To where the link leads, which we signed ourselves when we wrote the mail."""
    try:
        message_id, number, address = tracking.read_link(token)
    except tracking.ForgedError:
        raise Http404 from None
    if not limits.is_over(request, "click", most=MOST_A_MINUTE) and (message := _counted(message_id)):
        events.note_click(message, number, machine=is_machine(request, message))
    answer = HttpResponseRedirect(address)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@never_cache
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The picture of one point; it looks the same whether it counts or not."""
    try:
        message_id = tracking.read_picture(token)
    except tracking.ForgedError:
        raise Http404 from None
    if not limits.is_over(request, "opened", most=MOST_A_MINUTE) and (message := _counted(message_id)):
        events.note_open(message, machine=is_machine(request, message))
    return HttpResponse(_PICTURE, content_type="image/gif")


_WEBHOOKS: dict[str, Any] = {
    pattern.name.removesuffix("_tracking_webhook"): pattern.callback
    for pattern in anymail_urls.urlpatterns
    if (pattern.name or "").endswith("_tracking_webhook")
}


@csrf_exempt
@require_POST
def provider(request: HttpRequest, provider: str) -> HttpResponse:
    """A report of a mail provider, its signature (or password) checked by django-anymail; closed unless the operator opened it."""
    view = _WEBHOOKS.get(provider)
    if provider not in settings.MAIL_WEBHOOKS or view is None:
        raise Http404
    warns = getattr(view.view_class, "warn_if_no_basic_auth", False)
    if warns and not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404  # without a password anybody could report anything
    try:
        return view(request)
    except AnymailConfigurationError:
        raise Http404 from None
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return HttpResponse(status=400)
