"""Who a socket belongs to, and whether it may still stay."""

from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from portal.core.clock import now
from portal.customers.models import Party
from portal.realtime.sockets import VISITOR, Person


def session_key_of(scope: dict[str, Any]) -> str:
    """The session cookie's value, '' without one."""
    for name, value in scope.get("headers", []):
        if name == b"cookie":
            try:
                found = SimpleCookie(value.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
            except CookieError:
                return ""
            return found.value if found else ""
    return ""


def identify(session_key: str) -> Person:
    """Who a session belongs to: checks what Django's own middleware checks. A visitor for anything that does not hold."""
    if not session_key:
        return VISITOR
    data = SessionStore(session_key).load()
    user_id, backend = data.get(SESSION_KEY), data.get(BACKEND_SESSION_KEY)
    if not user_id or backend not in settings.AUTHENTICATION_BACKENDS:
        return VISITOR
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    if user is None or not constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return VISITOR
    party = Party.objects.filter(user=user).first()
    return Person(
        user_id=user.pk, party_id=party.pk if party else None, name=party.public_name if party else "", session_key=session_key,
        rights_version=user.rights_version, password_mark=hash(user.password),
    )  # fmt: skip


def may_stay(people: set[Person]) -> set[Person]:
    """Those whose session lives and whose account and rights are as they were. Two queries for all."""
    moment: datetime = now()
    ids = {person.user_id for person in people}
    rows = get_user_model().objects.filter(pk__in=ids, is_active=True).values_list("pk", "rights_version", "password")
    users = {pk: (version, hash(password)) for pk, version, password in rows}
    keys = {person.session_key for person in people}
    sessions = set(Session.objects.filter(session_key__in=keys, expire_date__gt=moment).values_list("session_key", flat=True))
    return {p for p in people if users.get(p.user_id or 0) == (p.rights_version, p.password_mark) and p.session_key in sessions}
