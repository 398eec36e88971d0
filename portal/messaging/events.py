"""What messaging announces."""

from django.dispatch import Signal

messages_due = Signal()
"""There is something to send now. Sent after commit; carries nothing: the rows are the truth."""

message_event = Signal()
"""Something came back of a message: `message_id`, `kind`, `machine`. Sent after commit."""
