"""What customers announce, after commit; `consent_asked` alone is told within the act's own transaction."""

from django.dispatch import Signal

consent_asked = Signal()
"""Grants of a contact point wait for their confirmation: `identifier_id`. Told before the commit: the question is queued with them."""

parties_merged = Signal()
"""One party is read as another: `survivor_id`, `loser_id`, `edge_id`."""

merge_undone = Signal()
"""They are two again: `survivor_id`, `loser_id`, `edge_id`."""

consent_changed = Signal()
"""What may be sent to a contact point has changed: `identifier_id`, `purpose`, `channel`, `status`."""

unsubscribed = Signal()
"""Somebody took a way out: `identifier_id`, `purpose`, `channel`, `reference` of the message that carried it ('' unknown), `source`."""
