"""Where a user is signed in."""

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils.crypto import constant_time_compare

from portal.accounts.models import User
from portal.core import pruning
from portal.core.clock import now


def live_sessions(user: User) -> list[UserSession]:
    """The user's sessions that still hold, the oldest first; rows of those that do not are forgotten.

    The library's own way asks three times a session.
    """
    rows = list(UserSession.objects.filter(user_id=user.pk).order_by("created_at", "pk"))
    stored = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=now())
    good = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    live = {one.session_key for one in stored if _is_of(user, one.get_decoded(), good)}
    if dead := [row.pk for row in rows if row.session_key not in live]:
        UserSession.objects.filter(pk__in=dead).delete()
    return [row for row in rows if row.session_key in live]


def _is_of(user: User, held: dict[str, Any], good: set[str]) -> bool:
    """Whether what a session holds signs this user in with his present password, as Django checks it with every request."""
    given = str(held.get(HASH_SESSION_KEY, ""))
    return held.get(SESSION_KEY) == str(user.pk) and any(constant_time_compare(given, one) for one in good)


def forget_ended_sessions() -> int:
    """Forget from where people were signed in whose sessions have ended or run out: the library does so only when they look; how many."""
    live = Session.objects.filter(pk=OuterRef("session_key"), expire_date__gt=now())
    return pruning.forget(UserSession.objects.filter(~Exists(live), last_seen_at__lt=now() - timedelta(days=1)))
