"""What chat does when something happened below it."""

from typing import Any

from django.dispatch import receiver

from community.chat import commands, queries
from community.chat.models import Membership
from community.moderation import events
from portal.customers.models import Party
from portal.realtime.publish import publish_hint, user_topic


@receiver([events.party_silenced, events.sanction_lifted])
def tell_standing(sender: Any, *, party_id: int, **facts: Any) -> None:
    """The person's open screens learn at once that he may not write, or that he may again."""
    party = Party.objects.select_related("user").filter(pk=party_id, user__isnull=False).first()
    if party is None:
        return
    caller = commands.Caller(party.user_id, party)
    seats = Membership.objects.filter(party=party).filter(Membership.seated()).select_related("room")[: commands.MOST_TOLD]
    for membership in seats:
        you = commands.you(queries.Seat(membership.room, party, membership), caller)
        frame = {"op": "ctl", "room": membership.room_id, "kind": "you", "you": you}
        publish_hint(user_topic(party.user_id), frame, fleeting=False)
