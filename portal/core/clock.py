"""The one place that asks what time it is, so that tests can stop it."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """Today's date in the reader's current time zone."""
    return timezone.localdate()
