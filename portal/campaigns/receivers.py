"""What campaigns hear: somebody signed in, in the session in which he came through an advert or a personal link."""

from datetime import datetime
from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver

from portal.campaigns.actions import links
from portal.campaigns.middleware import FIRST_TOUCH
from portal.campaigns.views.links import INVITATION, INVITED_AT
from portal.customers import queries as customers


@receiver(user_logged_in)
def on_login(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """After the party is known (customers hear the same, earlier): what the session remembers is told once, then forgotten."""
    session = getattr(request, "session", None)
    party = customers.party_of(user)
    if session is None or party is None:
        return
    if said := session.pop(FIRST_TOUCH, None):
        links.note_touch(party, said, key=f"touch:{user.pk}:{session.session_key}")
    code, moment = session.pop(INVITATION, ""), session.pop(INVITED_AT, "")
    if code and moment:
        try:
            links.note_joined(party, code, invited_at=datetime.fromisoformat(moment))
        except links.OwnLinkError:
            return
