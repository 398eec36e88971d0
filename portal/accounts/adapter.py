"""Where the sign-in library asks us: languages, mails in our own words, ended sessions."""

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import translation

from portal.accounts import actions, mails
from portal.accounts.models import User
from portal.core.i18n import current_language

CODE_SENT = {"account/messages/login_code_sent.txt", "account/messages/email_confirmation_sent.txt"}


class AccountAdapter(DefaultAccountAdapter):
    """Signs people up in the language of the page, and writes to them in their own."""

    def new_user(self, request: HttpRequest) -> User:
        return User(language=current_language())

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """The page that asks for a code says itself that one was sent; only another one is news."""
        if message_template in CODE_SENT and request.POST.get("action") != "resend":
            return
        super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        with translation.override(getattr(user, "language", "") or current_language()):
            message = mails.compose(template_prefix, email, context | {"request": allauth_context.request})
        message.send()


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Ends sessions and says so, so that sockets close."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        ended = list(sessions)
        super().end_sessions(ended)
        for user in {session.user for session in ended}:
            actions.end_sessions(user, session_keys=[s.session_key for s in ended if s.user_id == user.pk])
