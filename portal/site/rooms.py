"""Rooms as places to ask, for the help pages of the apps below chat."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse

from catalog.products.models import Product
from community.chat.enums import RoomKind, RoomState
from community.chat.models import Room
from portal.core.i18n import current_language
from portal.topics.asking import Place
from portal.topics.models import Topic


def rooms_of(topic: Topic, user: Any) -> list[Place]:
    """The open public rooms of a topic, and of products it concerns, in which the reader's language is spoken; one query.

    Those of his own language come first, then the topic's own.
    """
    here = current_language()
    about = Q(topic=topic) | Exists(Product.topics.through.objects.filter(product=OuterRef("product"), topic=topic))
    rooms = Room.objects.visible_to(user).filter(about, kind=RoomKind.PUBLIC, state=RoomState.OPEN, language__in=["", here])
    rooms = rooms.order_by(Case(When(language=here, then=0), default=1), Case(When(topic=topic, then=0), default=1), "position", "pk")[:3]
    return [Place(room.title, reverse("chat:room", args=[room.slug]), room.description) for room in rooms if room.slug]
