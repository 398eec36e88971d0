"""What campaigns show a customer on his own page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.campaigns.queries import links
from portal.customers.models import Party


def invitation(request: HttpRequest, party: Party) -> dict[str, Any]:
    """The personal link and how many joined through it, or the button that makes one."""
    own = links.invitation(party)
    address = settings.SITE_URL + reverse("join", args=[own.code]) if own else ""
    context = {"address": address, "joined": links.joined_through(party) if own else 0}
    return {"title": _("Bring somebody along"), "template": "campaigns/_invitation.html", "context": context}
