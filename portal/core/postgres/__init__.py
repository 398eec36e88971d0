"""Django's PostgreSQL, with another look at whether a kept connection still lives; and cursors that prepare."""

import select
from typing import Any


def has_ended(connection: Any) -> bool:
    """Whether the server said goodbye: nothing else is to be read on an idle connection of the driver."""
    ear = select.poll()
    try:
        ear.register(connection.fileno(), select.POLLIN)
    except Exception:  # noqa: BLE001 - a connection without a socket is none
        return True
    return bool(ear.poll(0))
