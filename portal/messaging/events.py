"""What messaging announces, and what it asks of those above."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.dispatch import Signal

from portal.core.registry import Registry

messages_due = Signal()
"""There is something to send now. Sent after commit; carries nothing: the rows are the truth."""

message_event = Signal()
"""Something came back of a message: `message_id`, `kind`, `machine`. Sent after commit."""


events_needed: Registry[Callable[[], QuerySet]] = Registry("who still counts delivery events")
"""Each gives the numbers of mailings whose delivery events it has not counted for good: these are not forgotten, however old they are."""
