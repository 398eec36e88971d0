"""What the addresses of accounts need."""

import uuid
from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.mail import EmailMessage

from portal.accounts import actions, audit
from portal.accounts.actions import watching
from portal.accounts.models import Impersonation
from portal.accounts.sessions import SessionStore
from portal.core.clock import now
from portal.core.outbox import OutboxBackend
from tests.factories import accounts

NAME = "00000000000000000001-0123abcd.eml"


def objects() -> dict:
    folder = Path(settings.OUTBOX_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_bytes(b"To: a@mail.example\nSubject: Hello\nContent-Type: text/plain\n\nHello.\n")
    return {"person": accounts.user(roles=("editor",))}


def more(objects: dict, who) -> None:
    """One more of the staff, of mails and log entries, and of whatever a customer has by his sign-in."""
    colleague, user = accounts.user(roles=("agent",)), who.customer
    actions.give_role(colleague, "editor", by=who.staff, reason="Holidays.")
    audit.note(who.staff, "customers.looked_up", about=user.party, reason="He telephoned.")
    mail = EmailMessage("Hello", "Hello.", "shop@mail.example", [user.email])
    actions.keep_letter(mail, is_secret=False, good_for=timedelta(days=1))
    OutboxBackend().send_messages([mail])
    watching.see_browser(user, mark_hash=uuid.uuid4().hex, name="Firefox", address="192.0.2.7")
    until = now() + timedelta(minutes=5)
    Impersonation.objects.create(by=colleague, user=user, reason="He asked.", until=until, ended_at=now())
    address = EmailAddress.objects.create(user=user, email=f"{uuid.uuid4().hex}@mail.example", verified=True)
    EmailConfirmation.create(address).save()
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "A key", "credential": {"clientExtensionResults": {}}})
    _sign_in(user)


def _sign_in(user) -> None:
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    UserSession.objects.create(user=user, ip="192.0.2.7", user_agent="Firefox", session_key=store.session_key)
