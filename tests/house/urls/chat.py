"""What the addresses of the rooms need: a public room, one for members, one nobody else knows of, and a message in each."""

from datetime import timedelta

from community.chat import actions
from community.chat.enums import RoomKind, Visibility
from community.chat.models import Membership
from portal.core.clock import now
from tests.factories import chat


def objects() -> dict:
    room = chat.room("table")
    owners = chat.room("table-owners", kind=RoomKind.MEMBERS)
    secret = chat.room("table-secret", kind=RoomKind.MEMBERS, visibility=Visibility.HIDDEN)
    mara = chat.member(room)
    chat.join(owners, mara)
    Membership.objects.create(room=secret, party=mara)
    seat = Membership.objects.get(room=room, party=mara)
    return {
        "room": room,
        "owners": owners,
        "secret": secret,
        "message": chat.message(room, mara),
        "inside": chat.message(owners, mara),
        "seat": seat,
    }


def more(objects: dict, who) -> None:
    """Another room with the customer in it; another member, message and barred person in the room of the addresses."""
    party, room = who.customer.party, objects["room"]
    other = chat.room()
    for place in (room, objects["owners"], other):
        talker = chat.member(place)
        chat.join(place, party)
        first = chat.message(place, talker)
        chat.message(place, party, reply_to=first.pk)
        actions.edit_message(first, by=talker, body="It is another one.", base=first.change_seq)
    actions.ban_party(room, chat.member(room), until=now() + timedelta(days=1), reason="rude", by=who.staff)
