"""Rooms on other pages: on a product's page, and on "My page"."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from catalog.products.models import Product
from community.chat import drawing, lobby, queries
from community.chat.enums import RoomState
from community.chat.models import Room
from portal.customers.models import Party

MOST_OF_PRODUCT, MOST_MINE = 3, 6


def rooms_of_product(request: HttpRequest, product: Product) -> dict[str, Any] | None:
    """Where owners of the product talk; the same for every visitor. Four queries."""
    rooms = Room.objects.visible_to(None).filter(product=product).exclude(state=RoomState.ARCHIVED).select_related("topic", "product")
    found = list(rooms.order_by("position", "pk")[:MOST_OF_PRODUCT])
    if not found:
        return None
    cards = lobby.cards(None, None, rooms=found)
    return {"title": _("People who use it"), "template": "chat/panel.html", "context": {"cards": drawing.cards(cards)}}


def my_rooms(request: HttpRequest, party: Party) -> dict[str, Any] | None:
    """The party's rooms, those with news first."""
    mine = queries.rooms_of(party)
    if not mine:
        return None
    mine.sort(key=lambda room: room.unread == 0)
    cards = lobby.cards(party.user, party, rooms=mine[:MOST_MINE])
    return {"title": _("My rooms"), "template": "chat/panel.html", "context": {"cards": drawing.cards(cards)}}
