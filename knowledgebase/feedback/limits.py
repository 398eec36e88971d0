"""How fast one address may vote."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

RATES = {"vote": "30/m/ip,300/h/ip"}


def may_vote(request: HttpRequest) -> bool:
    """Count this vote; False when the address has cast too many."""
    return ratelimit.consume(request, app="knowledgebase.feedback", action="vote", config=RATES) is not None
