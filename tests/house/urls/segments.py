"""What the marketers' addresses need: a segment, which another asks about, so that nobody puts it away."""

from portal.segments.actions import editing
from tests.factories.segments import every


def objects() -> dict:
    segment = editing.create_segment(by=None, names={"en": "Everybody"}, tree=every())
    editing.create_segment(by=None, names={"en": "Others"}, tree=every({"segment": segment.slug}))
    return {"segment": segment}
