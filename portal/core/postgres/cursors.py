"""The cursor of `portal.core.prepared` on PostgreSQL."""

from typing import Any, Self

import psycopg
from psycopg.pq import TransactionStatus


class PreparingCursor(psycopg.Cursor):
    """Values travel apart from the statement, which the server keeps prepared."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        try:
            return super().execute(query, params, prepare=True, **options)
        except psycopg.errors.FeatureNotSupported:  # a migration gave a column another type: the kept plan gives the old one
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise  # the end of the transaction drops what is prepared
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(query, params, prepare=True, **options)

    def _get_prepared(self, pgq: Any, prepare: bool | None = None) -> Any:  # noqa: FBT001 - the driver's signature
        self._query = pgq  # the driver forgets a prepared statement's text, by which Django tells in debugging and tests what was asked
        return super()._get_prepared(pgq, prepare)
