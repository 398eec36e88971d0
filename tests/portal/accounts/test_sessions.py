"""Where people are signed in: listed as the library would, and forgotten once they are no longer."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from portal.accounts import tasks
from portal.accounts.actions import sessions
from portal.core import pruning
from portal.core.clock import now
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_the_list_holds_the_sessions_that_the_library_would_list(client):
    user, stranger = accounts.user(), accounts.user()
    here, gone, expired, other_password, foreign = (Client() for _n in range(5))
    for one in (here, gone, expired, other_password):
        one.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    foreign.post("/en/accounts/login/", {"login": stranger.email, "password": accounts.PASSWORD})
    UserSession.objects.filter(session_key=foreign.session.session_key).update(user=user)
    Session.objects.filter(pk=gone.session.session_key).delete()
    Session.objects.filter(pk=expired.session.session_key).update(expire_date=now())
    changed = other_password.session
    changed["_auth_user_hash"] = "of another password"
    changed.save()
    found = [row.session_key for row in sessions.live_sessions(user)]
    assert found == [here.session.session_key]
    assert [row.session_key for row in UserSession.objects.filter(user=user)] == found
    assert [row.session_key for row in UserSession.objects.purge_and_list(user)] == found


def test_from_where_people_were_signed_in_is_forgotten_once_they_are_not(monkeypatch):
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    user = accounts.user()
    here, lately, *gone = (Client() for _n in range(6))
    for one in (here, lately, *gone):
        one.post("/en/accounts/login/", {"login": user.email, "password": accounts.PASSWORD})
    keys = {one: one.session.session_key for one in (here, lately, *gone)}
    UserSession.objects.exclude(session_key=keys[lately]).update(last_seen_at=now() - timedelta(days=2))
    Session.objects.filter(pk__in=[keys[lately], keys[gone[0]], keys[gone[1]]]).delete()
    Session.objects.filter(pk__in=[keys[gone[2]], keys[gone[3]]]).update(expire_date=now())
    assert tasks.forget_ended_sessions.call() == 4
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {keys[here], keys[lately]}
    assert tasks.forget_ended_sessions.call() == 0
    assert here.get("/en/me/").status_code == 200
