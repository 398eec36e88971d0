"""What customers announce, after commit."""

from django.dispatch import Signal

consent_asked = Signal()
"""Grants wait for their confirmation: `event_ids`, all of one contact point."""

consent_changed = Signal()
"""What may be sent to a contact point has changed: `identifier_id`, `purpose`, `channel`, `status`."""
