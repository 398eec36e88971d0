"""Background doors of messaging."""

from portal.jobs.work import job, later
from portal.messaging import sender
from portal.messaging.actions import events
from portal.messaging.queries import messages as queries

TURN = 40.0
"""Seconds one job sends before the next one goes on: a worker that is asked to end does not wait for a whole mailing."""


@job(retries=8, backoff=10, longest=600, queue="sending")
def send_due() -> int:
    """Send what is due; goes on in another job while something is."""
    count = sender.send_due(seconds=TURN)
    if count and queries.due_mailings():
        later(send_due)
    return count


@job(retries=2)
def tell_receipts() -> int:
    """Put what people opened and followed on their timelines, once it is clear that no machine did."""
    return events.tell_receipts()


@job(retries=2)
def forget_old_events() -> int:
    """Forget what became of messages long ago."""
    return events.forget_old_events()
