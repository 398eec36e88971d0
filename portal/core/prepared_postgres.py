"""The cursor of `portal.core.prepared` on PostgreSQL."""

from typing import Any, Self

import psycopg


class PreparingCursor(psycopg.Cursor):
    """Values travel apart from the statement, which the server keeps prepared."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, prepare=True, **options)
