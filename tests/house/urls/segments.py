"""What the marketers' addresses need: a segment, which another asks about, so that nobody puts it away."""

from portal.customers import timeline
from portal.customers.actions import features
from portal.segments.actions import editing
from portal.segments.models import SegmentCheck
from tests.factories import customers
from tests.factories.segments import every


def objects() -> dict:
    segment = editing.create_segment(by=None, names={"en": "Everybody"}, tree=every())
    editing.create_segment(by=None, names={"en": "Others"}, tree=every({"segment": segment.slug}))
    return {"segment": segment}


def more(objects: dict, who) -> None:
    """Another segment; in that of the addresses another member, condition and check."""
    segment, number = objects["segment"], objects.get("grown", 0) + 1
    objects["grown"] = number
    editing.create_segment(by=who.staff, names={"en": f"Some {number}"}, tree=every({"trait": "city", "op": "is", "value": f"Ulm {number}"}))
    conditions = [{"did": "search.nothing_found", "op": "at_most", "count": 50 + n} for n in range(number)]
    editing.change_segment(segment, by=who.staff, names={"en": f"Everybody {number}"}, tree=every(*conditions))
    segment.refresh_from_db()
    for party in (customers.party(), who.customer.party):
        timeline.record(party, "search.nothing_found", attrs={"text": "filter", "language": "en"})
    features.drain()
    SegmentCheck.objects.create(segment=segment, size=1)
