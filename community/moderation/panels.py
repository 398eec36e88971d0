"""What a customer reads of moderation on "My page", and what staff see of it beside his profile."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from community.moderation import queries, rules
from community.moderation.enums import ItemState, Outcome
from community.moderation.models import ReviewItem, Sanction
from portal.customers.models import Party

MOST = 5


def standing(request: HttpRequest, party: Party) -> dict[str, Any] | None:
    """Pauses that hold now and writing that is hidden, each with its reason; nothing for most people. One query for them, four at most."""
    if not queries.was_ever_decided_on(party):
        return None
    pauses = list(Sanction.objects.active().filter(party=party).order_by("-until", "-pk")[:MOST])
    hidden = ReviewItem.objects.filter(author=party, state=ItemState.DONE, outcome=Outcome.HIDDEN).order_by("-decided_at", "-pk")
    rows = list(hidden.select_related("target_type")[:MOST])
    if not pauses and not rows:
        return None
    context = {"pauses": pauses, "hidden": [{"item": item, "why": why} for item, why in queries.with_reasons(rows)]}
    return {"title": _("What moderators decided"), "template": "moderation/standing.html", "context": context}


def on_desk(request: HttpRequest, party: Party) -> dict[str, Any] | None:
    """The party's sanctions, for moderators."""
    if not rules.can_moderate(request.user):
        return None
    found = queries.sanctions_of(party)
    return {"title": _("Sanctions"), "template": "moderation/desk/_of_party.html", "context": {"sanctions": found}} if found else None
