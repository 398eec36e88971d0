"""What follows a write: announcements to other apps and work for later, both only once the write is certain."""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal

appearance_chosen = Signal()
"""Somebody who is signed in chose how pages look: `user`, `theme` ('light', 'dark' or '' as the device)."""


def announce(signal: Signal, **facts: Any) -> None:
    """Send `signal` after the current transaction commits; a receiver's fault is logged and stops no other."""
    transaction.on_commit(partial(_send, signal, facts), robust=True)  # noqa: TID251 - the one place


def after_commit(call: Any, *args: Any) -> None:
    """Call `call(*args)` after the current transaction commits (for hints that may be lost: sockets, caches)."""
    transaction.on_commit(partial(call, *args), robust=True)  # noqa: TID251 - the one place


def _send(signal: Signal, facts: dict[str, Any]) -> None:
    for _receiver, answer in signal.send_robust(sender=None, **facts):
        if isinstance(answer, Exception):
            raise answer
