"""What accounts hear: the sign-in library tells of ended sessions and new passwords."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from portal.accounts import actions


@receiver(user_logged_out)
def on_logout(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    if user is not None and request is not None and request.session.session_key:
        actions.end_sessions(user, session_keys=[request.session.session_key])


@receiver([password_changed, password_set, password_reset])
def on_new_password(sender: Any, user: Any, **kwargs: Any) -> None:
    actions.end_sessions(user)
