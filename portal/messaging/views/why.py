"""Why somebody received a message: purpose, ground, the words agreed to and when. For whoever holds the message's own link."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.customers import links
from portal.customers.enums import BASIS_OF, Basis, ContactChannel, Purpose
from portal.messaging.models import Message
from portal.messaging.queries import why as queries
from portal.messaging.rendering.outgoing import WHY_SALT


@never_cache
@require_safe
def why(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind "Why did I receive this?"; changes nothing, whoever follows the link."""
    message = _message(token)
    purpose, identifier = Purpose(message.purpose), message.identifier
    language = getattr(request, "LANGUAGE_CODE", message.language)
    context: dict[str, Any] = {
        "message": message, "purpose": purpose, "basis": BASIS_OF[purpose], "is_consent": BASIS_OF[purpose] == Basis.CONSENT,
        "is_interest": BASIS_OF[purpose] == Basis.INTEREST, "channel": ContactChannel(message.channel),
        "given": queries.consent_at(message),
        "readable": queries.veiled(message), "is_live": identifier is not None and identifier.ended_at is None,
    }  # fmt: skip
    if context["is_live"]:
        context["preferences"] = links.preference_url(identifier, language).removeprefix(settings.SITE_URL)
        if BASIS_OF[purpose] != Basis.CONTRACT:
            way_out = links.unsubscribe_url(identifier, message.purpose, message.channel, f"messaging.message:{message.pk}")
            context["way_out"] = way_out.removeprefix(settings.SITE_URL)
    return render(request, "messaging/why.html", context)


def _message(token: str) -> Message:
    try:
        number = int(signing.Signer(salt=WHY_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    message = Message.objects.select_related("mailing", "identifier", "template").filter(pk=number).first() if 0 < number < 2**63 else None
    if message is None:
        raise Http404
    return message
