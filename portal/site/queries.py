"""What the roof's pages show of the house: reads of many apps, put together."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Prefetch, Subquery

from catalog.products.enums import MediaKind
from catalog.products.models import Category, Product, ProductMedia
from community.chat.models import Message, Room
from knowledgebase.faq import queries as answers
from knowledgebase.faq.models import Question
from portal.pages import queries as pages

VISITOR = AnonymousUser()


def lively_rooms(limit: int = 3) -> list[Room]:
    """The public rooms spoken in last, each with `last_words` and `last_speaker`; two queries."""
    said = Message.objects.filter(room=OuterRef("pk"), deleted_at__isnull=True, state="visible").order_by("-seq")
    rooms = Room.objects.readable_by(VISITOR).filter(last_message_at__isnull=False).annotate(last_id=Subquery(said.values("pk")[:1]))
    rooms = list(rooms.order_by("-last_message_at")[:limit])
    messages = {message.pk: message for message in Message.objects.filter(pk__in=[room.last_id for room in rooms])}
    for room in rooms:
        room.last_message = messages.get(room.last_id)
    return rooms


def featured_products(limit: int = 4) -> list[Product]:
    """Featured products with their first picture; two queries."""
    pictures = ProductMedia.objects.filter(kind=MediaKind.PICTURE).select_related("picture").order_by("position", "pk")
    rows = Product.objects.visible_to(VISITOR).filter(featured=True).order_by("category__position", "-released_on", "-pk")
    return list(rows.prefetch_related(Prefetch("media", queryset=pictures, to_attr="pictures"))[:limit])


def kept_answers(limit: int = 3) -> list[Question]:
    """The answers that helped most people, each with its `tally`."""
    return answers.most_helpful(VISITOR, limit)


def house_parts() -> dict[str, Any]:
    """What the home page shows: rooms, answers, products, shelves, news."""
    return {
        "rooms": lively_rooms(),
        "answers": kept_answers(),
        "products": featured_products(),
        "shelves": list(Category.objects.filter(parent__isnull=True).order_by("position", "pk")[:9]),
        "news": pages.recent_news(),
    }
