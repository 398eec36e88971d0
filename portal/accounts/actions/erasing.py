"""What goes with a login: its address and password, its sessions, and letters that wait for it."""

from collections.abc import Iterator
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from portal.accounts import events
from portal.accounts.models import Letter, User
from portal.core.events import announce
from portal.core.privacy import Subject


def empty_login(subject: Subject) -> int:
    """Take address, name, password and rights off the login; its number stays, since acts point to it. It can never sign in again."""
    rows = User.objects.filter(pk__in=subject.user_ids)
    nowhere = Concat(Value("erased-"), Cast("pk", CharField()), Value("@erased.invalid"))
    count = rows.update(
        email=nowhere, password="!", first_name="", last_name="", language="", last_login=None,  # noqa: S106 - no password at all
        is_active=False, is_staff=False, is_superuser=False, rights_version=F("rights_version") + 1,
    )  # fmt: skip
    for number in subject.user_ids:
        announce(events.sessions_ended, user_id=number, session_keys=[])
    return count


def drop_sessions(subject: Subject) -> int:
    """End his sessions on every device."""
    return UserSession.objects.filter(user_id__in=subject.user_ids).delete()[0]


def drop_session_data(subject: Subject) -> int:
    """What his sessions hold; to be called before the list of his sessions goes."""
    keys = UserSession.objects.filter(user_id__in=subject.user_ids).values("session_key")
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _letters_to(subject: Subject) -> Iterator[Letter]:
    for letter in Letter.objects.defer("content").iterator():
        if {str(address).lower() for address in letter.recipients} & subject.addresses:
            yield letter


def waiting_letters(subject: Subject) -> Iterator[dict[str, Any]]:
    """The mails to him that have not left yet; without their text, which may hold a code that is good."""
    for letter in _letters_to(subject):
        yield {"recipients": letter.recipients, "queued_at": letter.queued_at}


def drop_letters_to(subject: Subject) -> int:
    """The mails to him that have not left yet, with whoever else they were to."""
    return Letter.objects.filter(pk__in=[letter.pk for letter in _letters_to(subject)]).delete()[0]


def close_logins(subject: Subject) -> None:
    """Nobody signs in with these logins any more, sessions end and sockets close: the first thing an erasure does."""
    User.objects.filter(pk__in=subject.user_ids).update(is_active=False, rights_version=F("rights_version") + 1)
    drop_session_data(subject)
    for number in subject.user_ids:
        announce(events.sessions_ended, user_id=number, session_keys=[])
