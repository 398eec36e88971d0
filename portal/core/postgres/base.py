"""Whether a kept connection may be used again: listened for, not asked, while the last answer is fresh.

Django asks `SELECT 1` before the first question of every request. A server that ended the connection has said so on it; one that
vanished without a word is found out by asking after a pause.
"""

import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from portal.core.postgres import has_ended

FRESH_S = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, asked less often."""

    _looked_at = 0.0

    def is_usable(self) -> bool:
        """Whether the server still listens to this connection."""
        before, self._looked_at = self._looked_at, time.monotonic()
        if self.connection is None or has_ended(self.connection):
            return False
        if self._looked_at - before < FRESH_S and self.connection.info.transaction_status == TransactionStatus.IDLE:
            return True
        return super().is_usable()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open one; it is fresh."""
        made = super().get_new_connection(conn_params)
        self._looked_at = time.monotonic()
        return made
