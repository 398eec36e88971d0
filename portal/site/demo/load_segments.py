"""Loads the marketers' segments, once everybody was counted."""

from portal.customers.actions import features
from portal.segments.actions import editing
from portal.segments.models import Segment
from portal.site.demo.book import Book, read


def load(book: Book) -> None:
    """Bring features up to date and make the segments that are not there; what exists stays as it is."""
    features.drain()
    content = read("segments")
    known = set(Segment.objects.values_list("slug", flat=True))
    for done, one in enumerate(content, 1):
        if one["code"] not in known:
            editing.create_segment(by=None, names=one["name"], tree=one["tree"], note=one["note"], slug=one["code"])
        book.progress("segments", done, len(content))
