"""Reads of segments: who is in, who of these is in which."""

from collections.abc import Collection

from django.db.models import QuerySet

from portal.segments.models import Segment, SegmentMember


def member_ids(segment: Segment) -> QuerySet:
    """The party ids of the members, as a query that can stand inside another."""
    return SegmentMember.objects.filter(segment=segment).order_by().values_list("party_id", flat=True)


def is_in(party_ids: Collection[int], segment_ids: Collection[int]) -> set[tuple[int, int]]:
    """Which of these parties are in which of these segments: pairs of party and segment; one query."""
    rows = SegmentMember.objects.filter(party_id__in=list(party_ids), segment_id__in=list(segment_ids))
    return set(rows.order_by().values_list("party_id", "segment_id"))
