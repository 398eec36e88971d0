"""Sessions of the database, whose row every request of a signed-in person asks for: its statement is composed once."""

import logging
from datetime import UTC, datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone

from portal.core.prepared import PreparedRows

_live = PreparedRows(
    lambda key, moment: Session.objects.filter(session_key=key, expire_date__gt=moment).order_by(),
    key="a key", moment=datetime(2000, 1, 1, tzinfo=UTC),
)  # fmt: skip


class SessionStore(db.SessionStore):
    """Django's own in everything but how the row is read; its name is part of the signature of what is stored."""

    def _get_session_from_db(self) -> Session | None:
        try:
            row = _live.first(key=self.session_key, moment=timezone.now())
        except SuspiciousOperation as fault:
            logging.getLogger(f"django.security.{type(fault).__name__}").warning(str(fault))
            row = None
        if row is None:
            self._session_key = None
        return row
