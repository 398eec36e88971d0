"""Notifications of this browser: the page to switch them on and off, and what its script and its worker need."""

import base64
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.customers import actions as customers
from portal.customers import queries as parties
from portal.messaging.actions import push as actions
from portal.messaging.channels.push import is_push_service
from portal.messaging.forms import PushForm
from portal.messaging.queries import push as queries

_WORKER = "messaging/push-worker.js"
_LONGEST = 5000
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_PLACES = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


def public_key() -> str:
    """The key browsers ask for, '' while none was made (`manage.py make_push_key`)."""
    if not settings.PUSH_KEY.is_file():
        return ""
    key: Any = load_pem_private_key(settings.PUSH_KEY.read_bytes(), None)
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


@login_required
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """The browsers that take notifications, and the button for this one."""
    party = parties.party_of(request.user) or customers.party_for_user(request.user)
    return render(request, "messaging/notifications.html", {"key": public_key(), "browsers": queries.browsers_of(party)})


@login_required
@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """Keep what the browser gave."""
    form = PushForm(_flat(request))
    party = parties.party_of(request.user) or customers.party_for_user(request.user)
    if not form.is_valid() or not is_push_service(form.cleaned_data["endpoint"]):
        return JsonResponse({"error": _("This browser gave no address that we can write to.")}, status=400)
    try:
        actions.subscribe(party, browser=_browser(request), by=request.user, **form.cleaned_data)
    except actions.SubscriptionError:
        return JsonResponse({"error": _("This browser gave no address that we can write to.")}, status=400)
    return JsonResponse({"on": True})


@login_required
@require_POST
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """Forget the browser: by its address, sent by its script, or by its number, from the list."""
    party = parties.party_of(request.user) or customers.party_for_user(request.user)
    number = request.POST.get("browser", "")
    if number.isdecimal() and len(number) < 19:
        actions.end_browser(party, int(number))
        return redirect("messaging:notifications")
    actions.unsubscribe(party, str(_flat(request).get("endpoint", ""))[:2000])
    return JsonResponse({"on": False})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root, always the newest."""
    found = finders.find(_WORKER)
    if found:
        content = Path(str(found)).read_bytes()
    elif staticfiles_storage.exists(_WORKER):
        content = staticfiles_storage.open(_WORKER).read()
    else:
        raise Http404
    return HttpResponse(content, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _flat(request: HttpRequest) -> dict[str, Any]:
    """The body as {endpoint, p256dh, auth}; {} for anything else."""
    if request.content_type != "application/json":
        return {}
    try:
        told = json.loads(request.body[:_LONGEST])
    except (ValueError, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    keys = told.get("keys") if isinstance(told.get("keys"), dict) else {}
    return {"endpoint": told.get("endpoint", ""), "p256dh": keys.get("p256dh", ""), "auth": keys.get("auth", "")}


def _browser(request: HttpRequest) -> str:
    """What the browser calls itself, in a word or two."""
    agent = request.headers.get("User-Agent", "")
    name = next((name for mark, name in _BROWSERS if mark in agent), "")
    place = next((name for name in _PLACES if name in agent), "")
    return " · ".join(part for part in (name, place) if part)
