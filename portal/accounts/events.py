"""What accounts announce, after commit."""

from django.dispatch import Signal

rights_changed = Signal()
"""A user's roles or standing changed: `user_id`."""

sessions_ended = Signal()
"""A user's sessions ended (logout, ended from the list, password changed): `user_id`, `session_keys` (empty: all of them)."""
