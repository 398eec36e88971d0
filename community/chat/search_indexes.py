"""Rooms in the search: those that everybody may know of, by name and description, in every language."""

from typing import Any

from haystack import indexes

from community.chat.enums import RoomState, Visibility
from community.chat.models import Room
from portal.search.indexing import Document, PortalIndex, plain


class RoomIndex(PortalIndex, indexes.Indexable):
    model = Room
    document_kind = "room"

    def rows(self, language: str) -> Any:
        listed = Room.objects.filter(visibility=Visibility.LISTED).exclude(state=RoomState.ARCHIVED)
        return listed.select_related("topic", "product")

    def document(self, row: Room, language: str) -> Document:
        return Document(
            title=row.title,
            body=plain(row.description),
            summary=row.description,
            keywords=[str(scope.name) for scope in (row.topic, row.product) if scope is not None],
            url=row.get_absolute_url(),
            code=f"room:{row.code}",
            audience=["public"],
        )
