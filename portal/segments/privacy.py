"""What segments hold of people."""

from portal.core import privacy

privacy.not_personal("segments.Segment", staff=["created_by"])
privacy.not_personal("segments.SegmentVersion", staff=["by"])
privacy.not_personal("segments.SegmentCheck")
privacy.declare("segments.SegmentMember", of=["party"], export=["segment__name", "since_at"], erase=privacy.DELETE)
privacy.declare("segments.SegmentMove", of=["party"], export=["segment__name", "direction", "at", "because"], erase=privacy.DELETE)
