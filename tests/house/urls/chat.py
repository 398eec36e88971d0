"""What the addresses of the rooms need: a public room, one for members, one nobody else knows of, and a message in each."""

from community.chat.enums import RoomKind, Visibility
from community.chat.models import Membership
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
