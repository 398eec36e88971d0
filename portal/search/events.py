"""What search tells others."""

from django.dispatch import Signal

nothing_found = Signal()
"""Somebody searched and found nothing: text (cleaned), language."""
