"""What accounts hear: the sign-in library tells of sign-ins, ended sessions, new passwords, and changed second factors."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.urls import reverse
from django.utils import translation

from portal.accounts import actions, audit, browsers, mails
from portal.accounts.actions import watching
from portal.core.limits import address_of


@receiver(user_logged_out)
def on_logout(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    if user is not None and request is not None and request.session.session_key:
        actions.end_sessions(user, session_keys=[request.session.session_key])


@receiver([password_changed, password_set, password_reset])
def on_new_password(sender: Any, user: Any, **kwargs: Any) -> None:
    actions.end_sessions(user)


@receiver(user_logged_in)
def on_login(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """A browser he has not signed in with before is told to him by mail; the one he signs up with is not."""
    mark, agent = browsers.mark_for(request), request.headers.get("User-Agent", "")[:300]
    if not watching.see_browser(user, mark_hash=browsers.hash_of(user, mark), name=agent, address=address_of(request)):
        return
    with translation.override(user.language or translation.get_language() or "en"):
        words = {
            "ip": address_of(request), "browser": browsers.name_of(agent), "sessions_url": settings.SITE_URL + reverse("usersessions_list"),
        }  # fmt: skip
        mails.compose("new_browser", user.email, words).send()


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def on_new_factor(sender: Any, user: Any, authenticator: Any, signal: Any, **kwargs: Any) -> None:
    """Of staff it is written down: a lost second factor opens the desk."""
    if user.is_staff:
        done = {authenticator_added: "added", authenticator_removed: "removed"}.get(signal, "made anew")
        audit.note(user, "accounts.second_factor", about=user, details={"type": authenticator.type, "done": done})
