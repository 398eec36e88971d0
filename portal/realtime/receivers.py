"""What sockets must hear of accounts: rights and sessions end here too, within a moment."""

from typing import Any

from django.dispatch import receiver

from portal.accounts import events
from portal.realtime import publish


@receiver([events.rights_changed, events.sessions_ended])
def look_at_sockets(sender: Any, *, user_id: int, **facts: Any) -> None:
    """Every process looks at this user's sockets at once; the sweep would find them a moment later."""
    publish.check_user(user_id)
