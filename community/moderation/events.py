"""What moderation announces, after commit."""

from django.dispatch import Signal

content_reported = Signal()
"""Somebody reported something: `item_id`, `report_id`."""

content_hidden = Signal()
"""A target was hidden: `label` (app.model), `target_id`, `author_id` (party or None), `reason`."""

content_restored = Signal()
"""A hidden target is shown again: `label`, `target_id`, `author_id`."""

party_silenced = Signal()
"""A party's writing was paused: `party_id`, `sanction_id`."""

sanction_lifted = Signal()
"""A party may write again (or a pause came back by an undo): `party_id`, `sanction_id`."""
