"""What campaigns announce, after commit."""

from django.dispatch import Signal

campaign_changed = Signal()
"""`campaign`: pk. Its state, time or content is another: whatever shows parts of it looks again."""
